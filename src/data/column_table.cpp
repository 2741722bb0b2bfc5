#include "data/column_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/nan.hpp"
#include "base/text/number_text.hpp"
#include "base/text/words.hpp"
#include "data/clean/cell_rules.hpp"
#include "data/clean/column_meter.hpp"
#include "data/csv/layout.hpp"
#include "data/csv/time_summary.hpp"
#include "data/digits.hpp"
#include "data/time/backward.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

// Names are found, and the time is, as in a CSV file of these columns.
CsvLayout layout_of(const std::string& path, const std::vector<NumberColumn>& columns,
                    const std::vector<std::string>& wanted, const Hyperparams& hp) {
  std::string header, row;
  for (const NumberColumn& column : columns) {
    header += (header.empty() ? "" : ",") + text::csv_cell(column.name);
    row += (row.empty() ? "" : ",") +
           (column.values.empty() ? "" : std::to_string(column.values.front()));
  }
  return find_layout(path, header + "\n" + row + "\n", wanted, hp.time_column, cell_form(hp),
                     hp.column_names);
}

CellValue cell_of(double value) {
  if (std::isnan(value)) return {CellKind::nan, value};
  if (std::isinf(value)) return {CellKind::inf, value};
  const bool fits = std::abs(value) <= static_cast<double>(std::numeric_limits<float>::max());
  return {fits ? CellKind::number : CellKind::overflow, value};
}

void check_length(const std::string& path, const NumberColumn& column, const NumberColumn& first) {
  if (column.values.size() == first.values.size()) return;
  throw Error(ErrorCode::data, path + ": \"" + column.name + "\" has " +
                                   std::to_string(column.values.size()) + " rows, expected " +
                                   std::to_string(first.values.size()) + " as \"" + first.name +
                                   "\" has. Hint: columns of one file are of one length.");
}

void add_column(const NumberColumn& column, std::size_t c, const CellRules& rules, bool keep,
                const Digits& digits, Table& table) {
  ColumnMeter meter;
  meter.summary.name = column.name;
  for (std::size_t row = 0; row < column.values.size(); ++row) {
    const double value = column.values[row];
    const CellKind kind = rules.judge(c, cell_of(value));
    const bool good = kind == CellKind::number;
    if (good) {
      meter.add(value);
    } else {
      meter.count(kind);
      keep_bad(meter.summary, table.summary, [&] {
        return table.file.path + ":" + std::to_string(row + 1) + ": \"" + column.name + "\" " +
               rules.describe(c, kind, text::number_text(value));
      });
    }
    const double kept = good || keep ? value : kNaN;
    const std::size_t place = row * table.file.columns + c;
    table.file.values[place] = static_cast<float>(kept);
    if (keeps_digits(digits, c)) table.file.residuals[place] = residual_of(kept);
  }
  table.summary.columns.push_back(meter.result());
}

void add_time(std::span<const double> times, Table& table) {
  table.file.time.assign(times.begin(), times.end());
  for (double& seconds : table.file.time) {
    if (std::isfinite(seconds)) continue;
    seconds = kNaN;
    ++table.summary.bad_times;
  }
}

}  // namespace

Table number_table(const std::string& path, const std::string& name,
                   const std::vector<NumberColumn>& columns, std::span<const double> time,
                   const Hyperparams& hp, const Digits& digits) {
  const NumberColumn& first = columns.front();
  if (first.values.empty())
    throw Error(ErrorCode::data, path + ": \"" + first.name +
                                     "\" has no row, expected one at least. Hint: leave this "
                                     "series out.");
  Table table;
  table.file.path = path;
  table.file.name = table.summary.name = name;
  table.file.first_line = 1;
  table.file.rows = table.summary.rows = first.values.size();
  table.file.columns = columns.size();
  table.file.values.resize(table.file.rows * columns.size());
  if (!digits.empty()) table.file.residuals.resize(table.file.values.size());
  std::vector<std::string> names;
  for (const NumberColumn& column : columns) names.push_back(column.name);
  const CellRules rules(hp, names);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    check_length(path, columns[c], first);
    add_column(columns[c], c, rules, hp.missing_data == MissingData::keep, digits, table);
  }
  if (time.empty()) return table;
  check_length(path, {"time", time}, first);
  add_time(time, table);
  return table;
}

Table column_table(const std::string& path, const std::string& name,
                   const std::vector<NumberColumn>& columns, const std::vector<std::string>& wanted,
                   const Hyperparams& hp, const Digits& digits) {
  const CsvLayout layout = layout_of(path, columns, wanted, hp);
  std::vector<NumberColumn> picked;
  for (std::size_t c = 0; c < wanted.size(); ++c)
    picked.push_back({wanted[c], columns[layout.wanted[c]].values});
  std::vector<double> time;  // seconds
  for (const std::size_t index : layout.time) {
    check_length(path, columns[index], picked.front());
    time.assign(columns[index].values.begin(), columns[index].values.end());
    for (double& t : time) t *= layout.time_scale;
  }
  Table table = number_table(path, name, picked, time, hp, digits);
  table.notes = layout.notes;
  std::vector<std::uint32_t> no_series;
  if (const auto note = turn_around(table.file, layout.clock_alone, no_series))
    table.notes.push_back(*note);
  table.summary.time = time_summary(layout);
  return table;
}

}  // namespace lstmtrain
