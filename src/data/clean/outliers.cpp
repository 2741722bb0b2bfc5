#include "data/clean/outliers.hpp"

#include "base/nan.hpp"
#include "base/text/number_text.hpp"
#include "data/clean/column_meter.hpp"
#include "data/clean/outlier_notes.hpp"
#include "data/clean/outlier_range.hpp"
#include "data/clean/sentinels.hpp"

namespace lstmtrain {
namespace {

// What is done to the cells of a set. A bad cell that MISSING_DATA keep feeds is left as it is.
Outliers action_on(const Hyperparams& hp, bool is_test) {
  const bool kept = hp.outliers == Outliers::mask && hp.missing_data == MissingData::keep;
  return is_test || kept ? Outliers::note : hp.outliers;
}

std::string place_of(const Table& table, std::size_t row, std::size_t place) {
  return table.file.path + ":" + std::to_string(table.file.line(row)) +
         (place > 0 ? ":" + std::to_string(place) : "");
}

// A sentinel that another column has for a value is none for MISSING_VALUES, which knows no
// columns.
bool is_value_of_another(const std::vector<OutlierRange>& ranges, std::size_t column, float x) {
  for (std::size_t c = 0; c < ranges.size(); ++c)
    if (c != column && ranges[c].holds(x)) return true;
  return false;
}

void add_kind(const std::vector<OutlierRange>& ranges, std::size_t column, float x,
              ColumnOutliers& found) {
  const Sentinel* sentinel = find_sentinel(x, found.column);
  if (sentinel == nullptr || is_value_of_another(ranges, column, x)) {
    found.others = true;
    return;
  }
  if (std::find(found.sentinels.begin(), found.sentinels.end(), sentinel->value) ==
      found.sentinels.end())
    found.sentinels.push_back(sentinel->value);
}

FoundOutliers find_in(const ColumnOfTables& column, const std::vector<OutlierRange>& ranges) {
  const OutlierRange& range = ranges[column.index];
  FoundOutliers found;
  found.column.column = column.name;
  found.column.low = range.low;
  found.column.high = range.high;
  column.each([&](const Table& table, std::size_t row, float x) {
    found.all.add(static_cast<double>(x));
    if (range.holds(x)) {
      found.others.add(static_cast<double>(x));
      return;
    }
    ++found.column.cells;
    add_kind(ranges, column.index, x, found.column);
    if (found.column.first.size() >= kFirstBad) return;
    const std::size_t place = table.summary.columns[column.index].place;
    found.column.first.push_back(place_of(table, row, place) + ": " + text::number_text(x));
    const Sentinel* sentinel = find_sentinel(x, column.name);
    if (sentinel != nullptr && found.origin.empty())
      found.origin = text::number_text(x) + " is what loggers write for \"no value\" (" +
                     std::string(sentinel->origin) + ").";
  });
  return found;
}

// The moments of a column as its cells are now.
void measure_again(std::size_t c, Table& table) {
  ColumnMeter meter;
  meter.summary = table.summary.columns[c];
  for (std::size_t row = 0; row < table.file.rows; ++row)
    if (std::isfinite(table.file.values[row * table.file.columns + c]))
      meter.add(table.file.exact(row, c));
  table.summary.columns[c] = meter.result();
}

void mask_cell(std::size_t c, std::size_t row, Table& table) {
  float& cell = table.file.values[row * table.file.columns + c];
  FileSummary& summary = table.summary;
  ColumnSummary& column = summary.columns[c];
  ++column.outlier;
  keep_bad(column, summary, [&] {
    return place_of(table, row, column.place) + ": column \"" + column.name + "\" " +
           describe_cell(CellKind::outlier, text::number_text(cell));
  });
  cell = kNaNf;
}

// Masks or clips the cells of a column outside of `range`.
void change(Outliers action, const OutlierRange& range, std::size_t c, Table& table) {
  bool changed = false;
  for (std::size_t row = 0; row < table.file.rows; ++row) {
    float& cell = table.file.values[row * table.file.columns + c];
    if (!std::isfinite(cell) || range.holds(cell)) continue;
    changed = true;
    if (!table.file.residuals.empty()) table.file.residuals[row * table.file.columns + c] = 0;
    if (action == Outliers::mask)
      mask_cell(c, row, table);
    else
      cell = static_cast<float>(std::clamp(static_cast<double>(cell), range.low, range.high));
  }
  if (changed) measure_again(c, table);
}

void treat(const Hyperparams& hp, Outliers action, const FoundOutliers& found, std::size_t c,
           const OutlierRange& range, const Faults& faults, std::vector<Table>& tables,
           Dataset& data) {
  switch (action) {
    case Outliers::note:
      data.warnings.push_back(outlier_warning(hp, found));
      data.outliers.push_back(found.column);
      break;
    case Outliers::mask:
    case Outliers::clip:
      data.notes.push_back(outlier_note(action, found));
      for (Table& table : tables) change(action, range, c, table);
      break;
    case Outliers::error:
      faults.add({outlier_fault(found)});
      break;
  }
}

}  // namespace

void treat_outliers(const Hyperparams& hp, const std::vector<std::string>& columns,
                    const std::string& train_name, const Faults& faults, RawTables& tables,
                    Dataset& data) {
  std::vector<const Table*> judged;
  const auto go_through = [&](const std::string& name, std::vector<Table>& set) {
    if (set.empty()) return;
    const std::size_t before = judged.size();
    for (const Table& table : set) judged.push_back(&table);
    std::vector<OutlierRange> ranges;
    for (std::size_t c = 0; c < columns.size(); ++c)
      ranges.push_back(outlier_range({columns[c], c, judged}, hp.outlier_threshold));
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const std::span<const Table* const> own = std::span(judged).subspan(before);
      FoundOutliers found = find_in({columns[c], c, own}, ranges);
      if (found.column.cells == 0) continue;
      found.column.set = name;
      treat(hp, action_on(hp, &set == &tables.test), found, c, ranges[c], faults, set, data);
    }
  };
  go_through(train_name, tables.train);
  go_through("validation", tables.val);
  go_through("test", tables.test);
}

}  // namespace lstmtrain
