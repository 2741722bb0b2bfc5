#include "data/clean/cell_rules.hpp"

#include <algorithm>

namespace lstmtrain {

CellRules::CellRules(const Hyperparams& hp, const std::vector<std::string>& columns)
    : missing_(hp.missing_values.begin(), hp.missing_values.end()), ranges_(columns.size()) {
  std::vector<DerivedFault> faults;  // said by the settings' rules
  for (const ValidRange& range : parse_valid_ranges(hp.valid_range, faults))
    for (std::size_t c = 0; c < columns.size(); ++c)
      if (columns[c] == range.column) ranges_[c] = range;
}

CellKind CellRules::judge_number(std::size_t column, double value) const {
  if (std::find(missing_.begin(), missing_.end(), static_cast<float>(value)) != missing_.end())
    return CellKind::sentinel;
  return ranges_[column].holds(value) ? CellKind::number : CellKind::outside;
}

std::string CellRules::describe(std::size_t column, CellKind kind, std::string_view text) const {
  const std::string what = describe_cell(kind, text);
  return kind == CellKind::outside ? what + ", expected " + ranges_[column].text() : what;
}

}  // namespace lstmtrain
