// DERIVED_COLUMNS as formulas, in their order: each may read columns of the files and the derived
// columns above it, so that none can go in circles.
#pragma once

#include <string>
#include <vector>

#include "base/expression/expression.hpp"

namespace lstmtrain {

struct DerivedColumn {
  std::string name;
  Expression expression;
};

// A fault in one of the texts.
struct DerivedFault {
  std::string text;
  ExpressionFault fault;
};

inline constexpr std::size_t kMostDerivedColumns = 200;

// `texts` as "Name: expression". Those that are wrong are left out and told in `faults`.
std::vector<DerivedColumn> parse_derived_columns(const std::vector<std::string>& texts,
                                                 std::vector<DerivedFault>& faults);

}  // namespace lstmtrain
