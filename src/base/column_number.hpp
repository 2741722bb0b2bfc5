// A number for one column, as a setting writes it: "Current: 0.02".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lstmtrain {

struct ColumnNumber {
  std::string column;
  double value = 0;
};

// The number is what stands behind the last colon: a name may hold others. Nothing where there is
// no name or no finite number.
std::optional<ColumnNumber> parse_column_number(std::string_view text);

}  // namespace lstmtrain
