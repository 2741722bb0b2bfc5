#include "data/csv/row_reader.hpp"

#include <algorithm>

#include "base/nan.hpp"
#include "base/text/words.hpp"
#include "data/csv/csv_cell.hpp"
#include "data/csv/lines.hpp"
#include "data/time/gaps.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

std::string_view without_end(std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  return line;
}

Hyperparams without_targets(Hyperparams hp) {
  hp.target_columns.clear();
  return hp;
}

}  // namespace

RowReader::RowReader(const std::string& where, std::string_view header,
                     const Hyperparams& hyperparams, double period,
                     const std::vector<ColumnRange>& ranges)
    : where_(where),
      hp_(hyperparams),
      period_(period),
      derived_(without_targets(hyperparams)),
      digits_(digits_of(derived_.raw(), ranges)),
      rules_(hp_, derived_.raw()),
      raw_(derived_.raw().size()) {
  header_ = std::string(without_end(without_byte_order_mark(header))) + "\n";
  layout_ = find_layout(where_, header_, derived_.raw(), "none", {}, hp_.column_names);
  notes_ = layout_.notes;
}

bool RowReader::read(std::string_view line, std::span<double> x) {
  ++line_;
  line = without_end(line);
  if (line.find_first_not_of(" \t") == line.npos) return false;
  if (rows_++ == 0) find_columns(line);
  split_cells(line, layout_.delimiter, cells_);
  while (cells_.size() > layout_.header.size() && trim_cell(cells_.back()).empty())
    cells_.pop_back();  // a trailing delimiter
  after_gap_ = false;
  double seconds = 0;
  if (cells_.size() == layout_.header.size()) {
    read_cells();
    seconds = follow_time();
  } else {
    std::fill(raw_.begin(), raw_.end(), kNaN);
    count_bad(std::min(cells_.size(), layout_.header.size()),
              "has " + std::to_string(cells_.size()) + " cells, expected " +
                  std::to_string(layout_.header.size()) + " as in the header");
  }
  if (after_gap_) derived_.restart();
  derived_.next(raw_, seconds, x);
  return true;
}

// Only a row tells which column holds a time, and how it is written.
void RowReader::find_columns(std::string_view line) {
  layout_ = find_layout(where_, header_ + std::string(line), derived_.raw(), hp_.time_column,
                        cell_form(hp_), hp_.column_names);
  if (!derived_.timed().empty() && layout_.time.empty())
    throw Error(ErrorCode::data, where_ + ": derived column \"" + derived_.timed() +
                                     "\" computes with seconds, got rows without a time column. "
                                     "Hint: send the time with each row.");
}

void RowReader::read_cells() {
  bool named = false;
  for (std::size_t d = 0; d < raw_.size(); ++d) {
    const std::size_t column = layout_.wanted[d];
    const CellValue cell = parse_either_mark(cells_[column]);
    const CellKind kind = rules_.judge(d, cell);
    const bool good = kind == CellKind::number;
    raw_[d] = rounded(good ? cell.value : kNaN, keeps_digits(digits_, d));
    if (good || named) continue;
    named = true;
    count_bad(column, "column \"" + text::printable(layout_.header[column]) + "\" " +
                          rules_.describe(d, kind, cells_[column]));
  }
}

void RowReader::count_bad(std::size_t column, const std::string& what) {
  if (bad_rows_++ == 0)
    first_bad_ =
        where_ + ":" + std::to_string(line_) + ":" + std::to_string(column + 1) + ": " + what;
}

double RowReader::time_of_row() {
  double sum = 0;  // of a date and a clock; NaN when one of them is no time
  for (const std::size_t column : layout_.time)
    sum += cell_seconds(cells_[column], parse_time_number(cells_[column], layout_),
                        layout_.iso_time, layout_.date_order);
  return layout_.clock_alone ? clock_.follow(sum) : layout_.time_scale * sum;
}

double RowReader::follow_time() {
  if (layout_.time.empty()) return 0;
  const double time = time_of_row(), step = time - time_;
  time_ = time;
  if (rows_ == 1) return 0;
  const double longest =
      std::max(longest_step(hp_, period_), longest_filled_step(hp_.fill_rows, period_));
  after_gap_ = longest > 0 && is_gap(step, longest);
  return after_gap_ ? 0 : step;
}

}  // namespace lstmtrain
