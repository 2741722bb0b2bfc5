#include "data/csv/reader.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "base/nan.hpp"
#include "base/nearest.hpp"
#include "base/text/words.hpp"
#include "data/clean/cell_rules.hpp"
#include "data/clean/column_meter.hpp"
#include "data/column_alias.hpp"
#include "data/csv/csv_cell.hpp"
#include "data/csv/layout.hpp"
#include "data/csv/left_out.hpp"
#include "data/csv/line_blocks.hpp"
#include "data/csv/line_form.hpp"
#include "data/csv/lines.hpp"
#include "data/csv/row_cells.hpp"
#include "data/csv/time_summary.hpp"
#include "data/digits.hpp"
#include "data/time/backward.hpp"
#include "data/time/day_clock.hpp"
#include "data/time/series.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

enum class Line { row, blank, none };  // cells; blank cells alone; left out

// Lines that are rows only if another row follows: some of blank cells alone, or one with words
// where rows have a time. At the end of a file they are none.
struct HeldLines {
  std::uint64_t line = 0, count = 1;
  std::string text;  // "": blank
};
constexpr std::size_t kMostHeld = 1000;  // with words

constexpr double kReserve = 1.0625;  // rows that are made room for, to those that are likely

// Makes a vector as small as its values where that is worth a copy of them.
template <class T>
void give_back(std::vector<T>& values) {
  if (static_cast<double>(values.capacity()) >
      kReserve * kReserve * static_cast<double>(values.size()))
    values.shrink_to_fit();
}

class Reader {
 public:
  Reader(const std::string& path, const std::string& name, const std::vector<std::string>& columns,
         const Hyperparams& hp, const Digits& digits, std::size_t max_rows)
      : path_(path),
        columns_(columns),
        hp_(hp),
        digits_(digits),
        max_rows_(max_rows),
        blocks_(path),
        rules_(hp, columns),
        meters_(columns.size()) {
    for (std::size_t c = 0; c < columns.size(); ++c) meters_[c].summary.name = columns[c];
    result_.file.path = path;
    result_.file.name = result_.summary.name = name;
    result_.file.columns = columns.size();
  }

  Table read() {
    std::string_view text = blocks_.next();
    if (is_blank(text))
      throw Error(ErrorCode::data, path_ +
                                       ": the file is empty, expected a header and rows. Hint: "
                                       "remove it or export it again.");
    if (const LineForm form = find_line_form(text, columns_, hp_.column_names);
        form != LineForm::plain)
      text = blocks_.reshaped(form);
    layout_ = find_layout(path_, text, columns_, hp_.time_column, cell_form(hp_), hp_.column_names);
    if (layout_.marks_open) find_marks_of_file();
    result_.notes = layout_.notes;
    result_.file.first_line = line_ = expected_line_ = layout_.data_line;
    result_.file.iso_time = layout_.iso_time;
    result_.summary.time = time_summary(layout_);
    cells_ = RowCells(layout_, series_columns());
    for (std::size_t c = 0; c < columns_.size(); ++c)
      meters_[c].summary.place = layout_.wanted[c] + 1;
    for (std::size_t c = 0; c < columns_.size(); ++c)
      meters_[c].summary.unit = unit_in_column(layout_.header[layout_.wanted[c]]);
    text.remove_prefix(layout_.data_begin);
    reserve(text);
    for (; !text.empty(); text = blocks_.next(line_)) read_rows(text);
    for (const HeldLines& held : held_) {
      line_ = held.line;
      if (!held.text.empty()) leave_out(1, "words behind the last row");
    }
    result_.summary.left_out = left_out_.count();
    if (const auto note = left_out_.note(result_.file.rows)) result_.notes.push_back(*note);
    if (const auto note = turn_around(result_.file, layout_.clock_alone, series_))
      result_.notes.push_back(*note);
    if (!series_.empty()) group();
    if (result_.file.rows == 0)
      throw Error(ErrorCode::data, path_ + ":" + std::to_string(layout_.data_line) +
                                       ": the file has a header and no rows, expected data below "
                                       "it. Hint: remove it or export it again.");
    result_.summary.rows = result_.file.rows;
    for (ColumnMeter& meter : meters_) result_.summary.columns.push_back(meter.result());
    give_back(result_.file.values);
    give_back(result_.file.time);
    return std::move(result_);
  }

 private:
  // No number of the first rows had a mark: what all of them say. Not of a pipe, which is read
  // once.
  void find_marks_of_file() {
    if (blocks_.likely_bytes() == 0) return;
    LineBlocks blocks(path_);
    NumberMarkFinder finder(layout_.wanted.size());
    std::vector<std::string_view> cells;
    for (std::string_view text = blocks.next(); !text.empty(); text = blocks.next())
      for (std::size_t position = 0; position < text.size();) {
        split_cells(next_line(text, position), layout_.delimiter, cells);
        add_marks(cells, layout_, finder);
      }
    layout_.marks = finder.marks(path_, layout_.delimiter, hp_.decimal_mark);
  }

  std::vector<std::size_t> series_columns() const {
    if (hp_.series_column.empty()) return {};
    return {column_of(hp_.series_column)};
  }

  // Of SERIES_COLUMN.
  std::size_t column_of(const std::string& wanted) const {
    const auto found = std::find(layout_.header.begin(), layout_.header.end(), wanted);
    if (found != layout_.header.end())
      return static_cast<std::size_t>(found - layout_.header.begin());
    const std::string near = nearest_name(wanted, layout_.header);
    throw Error(ErrorCode::data,
                path_ + ":" + std::to_string(layout_.data_line - 1) + ": column \"" + wanted +
                    "\" is missing, expected the one that SERIES_COLUMN names. Hint: " +
                    (near.empty() ? "leave SERIES_COLUMN out where a file is one series."
                                  : "did you mean \"" + text::printable(near) + "\"?"));
  }

  // Room for as many rows as a file of lines like the first ones has.
  void reserve(std::string_view text) {
    const auto lines = static_cast<double>(std::count(text.begin(), text.end(), '\n') + 1);
    const double blocks =
        static_cast<double>(blocks_.likely_bytes()) / static_cast<double>(text.size() + 1);
    // A little too many cost nothing, since pages that are not written are no memory; one too few
    // costs a copy of all.
    const auto rows = static_cast<std::size_t>(
        std::min(lines * blocks * kReserve + 1, static_cast<double>(max_rows_)));
    result_.file.values.reserve(rows * columns_.size());
    if (!layout_.time.empty()) result_.file.time.reserve(rows);
  }

  void read_rows(std::string_view text) {
    for (std::size_t position = 0; position < text.size(); ++line_) {
      const std::string_view line = next_line(text, position);
      if (is_blank(line)) continue;
      const Line kind = scan(line);
      if (kind == Line::none) continue;
      if (kind == Line::blank) {
        hold_blank();
        continue;
      }
      const double time = cells_.seconds();
      if (cells_.is_aside(time) && words_held_ < kMostHeld) {
        held_.push_back({line_, 1, std::string(line)});
        ++words_held_;
        continue;
      }
      if (!held_.empty()) {
        add_held(time);
        scan(line);
      }
      add_row(time);
    }
  }

  void hold_blank() {
    const bool goes_on = !held_.empty() && held_.back().text.empty() &&
                         line_ == held_.back().line + held_.back().count;
    if (goes_on)
      ++held_.back().count;
    else
      held_.push_back({line_, 1, ""});
  }

  // A row follows, at `time`: the lines held are rows, too. Where words stand above a clock that
  // begins anew they are the header of another table.
  void add_held(double time) {
    const std::uint64_t here = line_;
    for (const HeldLines& held : held_) {
      line_ = held.line;
      if (held.text.empty()) {
        for (std::uint64_t i = 0; i < held.count; ++i) add_blank_row(held.line + i);
        continue;
      }
      scan(held.text);
      if (cells_.all_words() && last_time_ && time <= *last_time_) refuse_table(held.text);
      add_row(cells_.seconds());
    }
    held_.clear();
    words_held_ = 0;
    line_ = here;
  }

  [[noreturn]] void refuse_table(std::string_view text) const {
    throw Error(ErrorCode::data, path_ + ":" + std::to_string(line_) +
                                     ":1: another table begins here, got \"" +
                                     text::printable(trim_line(text)) +
                                     "\", expected rows of the one above. Hint: put it into a file "
                                     "of its own.");
  }

  // Reads the cells of a row. What is left out is said.
  Line scan(std::string_view line) {
    const LineExtent extent = cells_.read(line);
    if (extent.used == 0) return Line::blank;
    const std::size_t width = std::max(extent.used, std::min(extent.cells, layout_.header.size()));
    const std::string_view nul("\0", 1);
    if (line.find(nul) != line.npos)
      return leave_out(1, "NUL bytes in the line, as after a loss of power");
    if (extent.first < layout_.blank)
      return leave_out(extent.first + 1,
                       "a line of another kind, with a cell in a column that has no name and is "
                       "blank in the rows",
                       false);
    if (width != layout_.header.size())
      return leave_out(std::min(width, layout_.header.size()) + 1, ragged(width));
    if (cells_.all_words() && cells_.are_named(names_of(line, layout_.delimiter))) {
      if (names_of(line, layout_.delimiter) != layout_.header) refuse_table(line);
      unit_rows_ = std::max(1, layout_.unit_rows);
      return leave_out(1, "the header once more");
    }
    if (unit_rows_ > 0 && !cells_.has_number()) {
      if (unit_rows_-- == std::max(1, layout_.unit_rows) &&
          names_of(line, layout_.delimiter) != layout_.units)
        refuse_table(line);
      return leave_out(1, "the row of units once more");
    }
    unit_rows_ = 0;
    return Line::row;
  }

  std::string ragged(std::size_t width) const {
    return "ragged row, got " + std::to_string(width) + " cells, expected " +
           std::to_string(layout_.header.size()) + " as in the header";
  }

  Line leave_out(std::size_t column, const std::string& what, bool fault = true) {
    left_out_.add(path_ + ":" + std::to_string(line_) + ":" + std::to_string(column), what, fault);
    return Line::none;
  }

  void add_row(double time) {
    place_row(line_);
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const RowCell& cell = cells_.wanted(c);
      const CellKind kind = rules_.judge(c, cell.value);
      if (kind == CellKind::number)
        meters_[c].add(cell.value.value);
      else
        add_bad(c, kind, line_, cell.text);
      const bool kept = kind == CellKind::number || hp_.missing_data == MissingData::keep;
      add_cell(c, kept ? cell.value.value : kNaN);
    }
    if (cells_.has_time()) add_time(time);
    if (cells_.has_series()) add_series(cells_.series());
  }

  void add_cell(std::size_t column, double value) {
    result_.file.values.push_back(static_cast<float>(value));
    if (!digits_.empty())
      result_.file.residuals.push_back(keeps_digits(digits_, column) ? residual_of(value) : 0.0F);
  }

  // A row without a name is of the series before it.
  void add_series(std::string_view name) {
    if (name.empty() && !series_.empty()) {
      series_.push_back(series_.back());
      return;
    }
    const auto number = static_cast<std::uint32_t>(series_numbers_.size());
    series_.push_back(series_numbers_.emplace(name, number).first->second);
  }

  void group() {
    const std::size_t count = group_series(series_, result_.file);
    if (count > 1)
      result_.notes.push_back(path_ + ": " + std::to_string(count) + " series by column \"" +
                              text::printable(hp_.series_column) +
                              "\"; the rows of each are read together, and so are their "
                              "predictions.");
  }

  void add_blank_row(std::uint64_t line) {
    place_row(line);
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      add_bad(c, CellKind::blank, line, {});
      add_cell(c, kNaN);
    }
    if (cells_.has_time()) result_.file.time.push_back(kNaN);
    if (cells_.has_series()) add_series({});
    result_.summary.bad_times += cells_.has_time();
  }

  // The next row stands on `line`: lines in between were skipped.
  void place_row(std::uint64_t line) {
    if (result_.file.rows >= max_rows_)
      throw Error(ErrorCode::data, path_ + ":" + std::to_string(line) +
                                       ": the file has too many rows, expected at most " +
                                       std::to_string(max_rows_) + ". Hint: cut it in parts.");
    if (line != expected_line_)
      result_.file.skipped_lines.emplace_back(result_.file.rows, line - expected_line_);
    expected_line_ = line + 1;
    ++result_.file.rows;
  }

  void add_bad(std::size_t c, CellKind kind, std::uint64_t line, std::string_view text) {
    meters_[c].count(kind);
    keep_bad(meters_[c].summary, result_.summary,
             [&] { return bad_cell(line, layout_.wanted[c], rules_.describe(c, kind, text)); });
  }

  std::string bad_cell(std::uint64_t line, std::size_t column, const std::string& what) const {
    return path_ + ":" + std::to_string(line) + ":" + std::to_string(column + 1) + ": column \"" +
           text::printable(layout_.header[column]) + "\" " + what;
  }

  void add_time(double time) {
    if (std::isnan(time)) {
      ++result_.summary.bad_times;
      const RowCell& cell = cells_.bad_time();
      if (result_.summary.first_bad.size() < kFirstBad)
        result_.summary.first_bad.push_back(
            bad_cell(line_, cell.column,
                     "is no time, got \"" + text::printable(trim_cell(cell.text)) + "\""));
    } else {
      last_time_ = time;
    }
    result_.file.time.push_back(layout_.clock_alone ? clock_.follow(time)
                                                    : layout_.time_scale * time);
  }

  const std::string& path_;
  const std::vector<std::string>& columns_;
  const Hyperparams& hp_;
  const Digits digits_;
  const std::size_t max_rows_;
  LineBlocks blocks_;
  const CellRules rules_;
  CsvLayout layout_;
  Table result_;
  std::vector<ColumnMeter> meters_;    // [columns]
  RowCells cells_;                     // of the present line
  std::vector<std::uint32_t> series_;  // [rows] which one a row is of
  std::map<std::string, std::uint32_t, std::less<>> series_numbers_;
  std::vector<HeldLines> held_;
  std::size_t words_held_ = 0;       // of them with words
  std::optional<double> last_time_;  // as the last row that has one has it
  std::uint64_t line_ = 0, expected_line_ = 0;
  LeftOut left_out_;
  int unit_rows_ = 0;  // that may follow a header that stands once more
  DayClock clock_;
};

}  // namespace

Table read_csv(const std::string& path, const std::string& name,
               const std::vector<std::string>& columns, const Hyperparams& hyperparams,
               std::size_t max_rows, const Digits& digits) {
  return Reader(path, name, columns, hyperparams, digits, max_rows).read();
}

}  // namespace lstmtrain
