#include "data/digits.hpp"

#include "lstmtrain/model.hpp"

namespace lstmtrain {

std::vector<ColumnRange> training_ranges(const Model& model) {
  std::vector<ColumnRange> ranges;
  for (const ColumnFamily& family : model.families)
    ranges.push_back({family.column, family.low.least, family.high.most});
  const auto add = [&](const std::vector<std::string>& names, std::size_t first) {
    for (std::size_t i = 0; i < names.size() && first + i < model.scaler.min.size(); ++i)
      ranges.push_back({names[i], model.scaler.min[first + i], model.scaler.max[first + i]});
  };
  add(model.features, 0);
  add(model.targets, model.features.size());
  return ranges;
}

Digits digits_of(const std::vector<std::string>& columns, const std::vector<ColumnRange>& ranges) {
  Digits digits(columns.size());
  for (const ColumnRange& range : ranges)  // the last one of a name counts
    for (std::size_t c = 0; c < columns.size(); ++c)
      if (range.column == columns[c]) digits[c] = loses_digits(range.low, range.high);
  return digits;
}

}  // namespace lstmtrain
