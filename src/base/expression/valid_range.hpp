// VALID_RANGE: the physical bounds of columns, "Column: low..high", of which one may be left out.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "base/expression/derived_column.hpp"

namespace lstmtrain {

struct ValidRange {
  std::string column;
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();

  bool holds(double x) const { return low <= x && x <= high; }
  std::string text() const;  // "2..4.5"
};

// Those that are wrong are left out and told in `faults`.
std::vector<ValidRange> parse_valid_ranges(const std::vector<std::string>& texts,
                                           std::vector<DerivedFault>& faults);

}  // namespace lstmtrain
