#include "cli/screen/line_chart.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cli/screen/quantity.hpp"

namespace lstmtrain::cli {
namespace {

constexpr double kLogarithmicFrom = 10;  // a wider span would press the small values into one line

struct Range {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  void add(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  // 0..1
  double share(double value) const { return high > low ? (value - low) / (high - low) : 0.5; }
};

bool drawn(const std::pair<double, double>& point) {
  return std::isfinite(point.first) && std::isfinite(point.second);
}

char letter(std::size_t curve) { return static_cast<char>('a' + curve % 26); }

}  // namespace

std::string line_chart(const std::vector<Curve>& curves, const std::string& x, const std::string& y,
                       int width, int height) {
  Range xs, ys;
  for (const Curve& curve : curves)
    for (const auto& point : curve.points)
      if (drawn(point)) xs.add(point.first), ys.add(point.second);
  if (!(xs.low <= xs.high)) return "";
  const bool logarithmic = ys.low > 0 && ys.high / ys.low > kLogarithmicFrom;
  const auto height_of = [&](double value) { return logarithmic ? std::log(value) : value; };
  Range heights;
  heights.add(height_of(ys.low));
  heights.add(height_of(ys.high));
  std::vector<std::string> rows(static_cast<std::size_t>(height),
                                std::string(static_cast<std::size_t>(width), ' '));
  for (std::size_t c = 0; c < curves.size(); ++c)
    for (const auto& point : curves[c].points) {
      if (!drawn(point)) continue;
      const auto column = static_cast<std::size_t>(xs.share(point.first) * (width - 1));
      const auto up =
          static_cast<std::size_t>(heights.share(height_of(point.second)) * (height - 1));
      rows[rows.size() - 1 - up][column] = letter(c);
    }
  const std::string top = number(ys.high), bottom = number(ys.low);
  const std::size_t margin = std::max(top.size(), bottom.size());
  std::string text = y + (logarithmic ? ", logarithmic\n" : "\n");
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const std::string label = row == 0 ? top : row + 1 == rows.size() ? bottom : "";
    text += std::string(margin - label.size(), ' ') + label + " |" + rows[row] + "\n";
  }
  const std::string left = plain(xs.low), right = plain(xs.high) + " " + x;
  const auto gap = static_cast<std::size_t>(
      std::max<std::ptrdiff_t>(1, width - std::ssize(left) - std::ssize(right)));
  text += std::string(margin, ' ') + " +" + std::string(static_cast<std::size_t>(width), '-') +
          "\n" + std::string(margin + 2, ' ') + left + std::string(gap, ' ') + right + "\n";
  for (std::size_t c = 0; c < curves.size(); ++c)
    text += std::string(margin, ' ') + "  " + letter(c) + " " + curves[c].name + "\n";
  return text;
}

}  // namespace lstmtrain::cli
