#include "data/derive/derived_columns.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "base/expression/derived_column.hpp"
#include "base/nan.hpp"
#include "data/cell_place.hpp"
#include "data/clean/column_meter.hpp"
#include "data/digits.hpp"
#include "data/time/parts.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

constexpr double kLargest = std::numeric_limits<float>::max();

std::vector<DerivedColumn> parsed(const Hyperparams& hp) {
  std::vector<DerivedFault> faults;
  std::vector<DerivedColumn> columns = parse_derived_columns(hp.derived_columns, faults);
  if (faults.empty()) return columns;
  const ExpressionFault& fault = faults.front().fault;
  throw Error(ErrorCode::config, "DERIVED_COLUMNS: " + fault.what + ", got " + fault.got +
                                     ", expected " + fault.expected + ".");
}

// Without those that no column of the model is made of.
void drop_unneeded(std::vector<DerivedColumn>& columns, const std::vector<std::string>& wanted) {
  std::set<std::string> needed(wanted.begin(), wanted.end());
  for (std::size_t i = columns.size(); i-- > 0;) {
    if (needed.count(columns[i].name) > 0)
      needed.insert(columns[i].expression.columns.begin(), columns[i].expression.columns.end());
    else
      columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

const char* what_is(double value) { return std::isnan(value) ? "no number" : "infinite"; }

}  // namespace

DerivedColumns::DerivedColumns(const Hyperparams& hp) {
  std::vector<std::string> names = hp.feature_columns;
  names.insert(names.end(), hp.target_columns.begin(), hp.target_columns.end());
  std::vector<DerivedColumn> derived = parsed(hp);
  drop_unneeded(derived, names);

  std::map<std::string, std::size_t> place;  // in row_
  std::set<std::string> made;
  for (const DerivedColumn& column : derived) made.insert(column.name);
  const auto read = [&](const std::string& name) {
    if (made.count(name) == 0 && place.emplace(name, raw_.size()).second) raw_.push_back(name);
  };
  std::for_each(names.begin(), names.end(), read);
  for (const DerivedColumn& column : derived)
    std::for_each(column.expression.columns.begin(), column.expression.columns.end(), read);
  for (const DerivedColumn& column : derived) {
    Source& source = formulas_.emplace_back(Source{Formula(column.expression), {}});
    for (const std::string& name : column.expression.columns)
      source.inputs.push_back(place.at(name));
    place.emplace(column.name, raw_.size() + formulas_.size() - 1);
    inputs_.resize(std::max(inputs_.size(), source.inputs.size()));
    if (std::any_of(column.expression.program.begin(), column.expression.program.end(),
                    [](const Instruction& instruction) { return needs_time(instruction.op); }))
      timed_ = column.name;
  }
  for (const std::string& name : names) places_.push_back(place.at(name));
  row_.resize(raw_.size() + formulas_.size());
}

void DerivedColumns::next(std::span<const double> raw, double seconds, std::span<double> out) {
  std::copy(raw.begin(), raw.end(), row_.begin());
  for (std::size_t d = 0; d < formulas_.size(); ++d) {
    auto& [formula, inputs] = formulas_[d];
    for (std::size_t i = 0; i < inputs.size(); ++i) inputs_[i] = row_[inputs[i]];
    const double value = formula.next({inputs_.data(), inputs.size()}, seconds);
    // As float32 holds it, so that a column made of this one sees what stands in the table.
    row_[raw_.size() + d] = std::abs(value) > kLargest
                                ? std::copysign(std::numeric_limits<double>::infinity(), value)
                                : static_cast<double>(static_cast<float>(value));
  }
  for (std::size_t c = 0; c < places_.size(); ++c) out[c] = row_[places_[c]];
}

void DerivedColumns::restart() {
  for (Source& source : formulas_) source.formula.restart();
}

namespace {

// The derived cells of one row, counted; a raw cell was counted when it was read.
void count_row(const DerivedColumns& columns, std::size_t row, bool raw_is_good, double* values,
               std::vector<ColumnMeter>& meters, Table& table) {
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (!columns.is_derived(c)) continue;
    const double value = values[c];
    if (std::isfinite(value)) {
      meters[c].add(value);
      continue;
    }
    meters[c].count(std::isnan(value) ? CellKind::nan : CellKind::inf);
    values[c] = kNaN;
    if (raw_is_good)
      keep_bad(meters[c].summary, table.summary, [&] {
        return row_place(table.file, row) + ": derived column \"" + meters[c].summary.name +
               "\" has no value, got a result that is " + what_is(value);
      });
  }
}

}  // namespace

void derive_columns(DerivedColumns& columns, const std::vector<std::string>& names, Table& table) {
  SourceFile& file = table.file;
  if (!columns.timed().empty() && file.time.empty())
    throw Error(ErrorCode::data,
                file.path + ": derived column \"" + columns.timed() +
                    "\" computes with seconds, got a file without a time column. Hint: set "
                    "TIME_COLUMN, or use low_pass_rows and sum.");
  const std::size_t D = columns.raw().size(), C = columns.size();
  std::vector<float> values(file.rows * C), residuals(file.residuals.empty() ? 0 : values.size());
  std::vector<double> raw(D), made(C);
  std::vector<ColumnMeter> meters(C);
  for (std::size_t c = 0; c < C; ++c) meters[c].summary.name = names[c];
  for (const Segment& part : parts_in_time(file, 0)) {
    columns.restart();
    for (std::size_t row = part.begin; row < part.end; ++row) {
      for (std::size_t d = 0; d < D; ++d) raw[d] = file.exact(row, d);
      const bool later = row > part.begin && !file.time.empty();
      columns.next(raw, later ? file.time[row] - file.time[row - 1] : 0, made);
      const bool good =
          std::all_of(raw.begin(), raw.end(), [](double x) { return std::isfinite(x); });
      count_row(columns, row, good, made.data(), meters, table);
      for (std::size_t c = 0; c < C; ++c) {
        values[row * C + c] = static_cast<float>(made[c]);
        if (!residuals.empty()) residuals[row * C + c] = residual_of(made[c]);
      }
    }
  }
  std::vector<ColumnSummary> summaries;
  for (std::size_t c = 0; c < C; ++c)
    summaries.push_back(columns.is_derived(c) ? meters[c].result()
                                              : table.summary.columns[columns.raw_index(c)]);
  table.summary.columns = std::move(summaries);
  file.values = std::move(values);
  file.residuals = std::move(residuals);
  file.columns = C;
}

}  // namespace lstmtrain
