// Curves as text: a letter a curve, so that they can be told apart without colour and over any
// line.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace lstmtrain::cli {

struct Curve {
  std::string name;
  std::vector<std::pair<double, double>> points;  // x, y; what is not finite is left out
};

// `width` and `height` of the plot without its axes. The y axis is logarithmic where every y is
// above 0 and they span more than a factor of 10. Empty where there is nothing to draw.
std::string line_chart(const std::vector<Curve>& curves, const std::string& x, const std::string& y,
                       int width, int height);

}  // namespace lstmtrain::cli
