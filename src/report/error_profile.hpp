// How the errors of a test are spread: their histogram, and their RMS by the true value.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <vector>

namespace lstmtrain::report {

class ErrorProfile {
 public:
  // Rows of one file in physical units; a row without both values is passed over.
  void add(std::span<const float> truth, std::span<const float> predicted);

  // {"histogram":{"low","width","counts"},"by_value":{"low","width","rmse","rows"}}, errors times
  // `factor`; the bins at both ends of the histogram hold all beyond four RMS errors. Null where
  // there was no row.
  nlohmann::ordered_json json(double factor) const;

 private:
  std::vector<float> truth_, error_;
};

}  // namespace lstmtrain::report
