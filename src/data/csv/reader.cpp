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
#include "data/csv/day_clock.hpp"
#include "data/csv/layout.hpp"
#include "data/csv/line_blocks.hpp"
#include "data/csv/line_form.hpp"
#include "data/csv/lines.hpp"
#include "data/csv/time_summary.hpp"
#include "data/digits.hpp"
#include "data/time/series.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kUnused = static_cast<std::size_t>(-1);

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

enum class Line { row, blank, none };  // cells; blank cells alone; left out

// A line that is a row only if another row follows: blank cells alone, or words where rows have a
// time. At the end of a file it is none.
struct HeldLine {
  std::uint64_t line = 0;
  std::string text;  // "": blank
};
constexpr std::size_t kMostHeld = 1000;

// A column of the file that is read, and its cell in the present row.
struct Slot {
  std::size_t column = 0;
  bool wanted = false;  // a feature or a target; else the time or the series alone
  std::string_view text;
  CellValue cell;
};

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
    plan_slots();
    for (std::size_t c = 0; c < columns_.size(); ++c)
      meters_[c].summary.place = layout_.wanted[c] + 1;
    for (std::size_t c = 0; c < columns_.size(); ++c)
      meters_[c].summary.unit = unit_in_column(layout_.header[layout_.wanted[c]]);
    text.remove_prefix(layout_.data_begin);
    reserve(text);
    for (; !text.empty(); text = blocks_.next(line_)) read_rows(text);
    for (const HeldLine& held : held_) {
      line_ = held.line;
      if (!held.text.empty()) leave_out(1, "words behind the last row");
    }
    judge_left_out();
    if (runs_backward()) turn_around();
    if (!series_.empty()) group();
    if (result_.file.rows == 0)
      throw Error(ErrorCode::data, path_ + ":" + std::to_string(layout_.data_line) +
                                       ": the file has a header and no rows, expected data below "
                                       "it. Hint: remove it or export it again.");
    result_.summary.rows = result_.file.rows;
    for (ColumnMeter& meter : meters_) result_.summary.columns.push_back(meter.result());
    result_.file.values.shrink_to_fit();
    result_.file.time.shrink_to_fit();
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

  // Which columns of the file are read; one of them may serve as a feature and as the time.
  void plan_slots() {
    slot_of_column_.assign(layout_.header.size(), kUnused);
    const auto plan = [&](const std::vector<std::size_t>& columns, std::vector<std::size_t>& to) {
      for (const std::size_t column : columns) {
        if (slot_of_column_[column] == kUnused) {
          slot_of_column_[column] = slots_.size();
          slots_.push_back({column, &to == &wanted_, {}, {}});
        }
        to.push_back(slot_of_column_[column]);
      }
    };
    plan(layout_.wanted, wanted_);
    plan(layout_.time, time_);
    if (!hp_.series_column.empty()) plan({column_of(hp_.series_column)}, series_slot_);
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
    const auto rows =
        static_cast<std::size_t>(std::min(lines * blocks + 1, static_cast<double>(max_rows_)));
    result_.file.values.reserve(rows * columns_.size());
    if (!layout_.time.empty()) result_.file.time.reserve(rows);
  }

  void read_rows(std::string_view text) {
    for (std::size_t position = 0; position < text.size(); ++line_) {
      const std::string_view line = next_line(text, position);
      if (is_blank(line)) continue;
      const Line kind = scan(line);
      if (kind == Line::none) continue;
      const double time = kind == Line::row ? seconds_of_row() : kNaN;
      if ((kind == Line::blank || is_aside(time)) && held_.size() < kMostHeld) {
        held_.push_back({line_, kind == Line::blank ? "" : std::string(line)});
        continue;
      }
      if (!held_.empty()) {
        add_held(time);
        scan(line);
      }
      add_row(time);
    }
  }

  // Words where rows have a time; without a time column where they have numbers.
  bool is_aside(double time) const {
    if (time_.empty()) return !has_number() && all_words();
    return std::isnan(time) && std::any_of(time_.begin(), time_.end(), [&](std::size_t slot) {
             return !trim_cell(slots_[slot].text).empty();
           });
  }

  // A row follows, at `time`: the lines held are rows, too. Where words stand above a clock that
  // begins anew they are the header of another table.
  void add_held(double time) {
    const std::uint64_t here = line_;
    for (const HeldLine& held : held_) {
      line_ = held.line;
      if (held.text.empty()) {
        add_blank_row(held.line);
        continue;
      }
      scan(held.text);
      if (all_words() && last_time_ && time <= *last_time_) refuse_table(held.text);
      add_row(seconds_of_row());
    }
    held_.clear();
    line_ = here;
  }

  [[noreturn]] void refuse_table(std::string_view text) const {
    throw Error(ErrorCode::data, path_ + ":" + std::to_string(line_) +
                                     ":1: another table begins here, got \"" +
                                     text::printable(trim_line(text)) +
                                     "\", expected rows of the one above. Hint: put it into a file "
                                     "of its own.");
  }

  // Whether no cell that is read is a number, blank, or missing.
  bool all_words() const {
    return std::all_of(wanted_.begin(), wanted_.end(), [&](std::size_t slot) {
      return slots_[slot].cell.kind == CellKind::text && !says_missing(slots_[slot].text);
    });
  }

  // Reads the cells of a row into slots_. What is left out is said.
  Line scan(std::string_view line) {
    const char* p = line.data();
    const char* const end = p + line.size();
    const char point = layout_.marks.decimal_comma ? ',' : '.';
    // first, used: the columns before the first and up to the last cell that is not blank
    std::size_t column = 0, first = 0, used = 0;
    for (;; ++column, ++p) {
      Slot* const slot = column < slot_of_column_.size() && slot_of_column_[column] != kUnused
                             ? &slots_[slot_of_column_[column]]
                             : nullptr;
      const char* const begin = p;
      double value = 0;
      p = slot != nullptr ? parse_decimal(begin, end, point, value) : nullptr;
      const bool plain = p != nullptr && (p == end || *p == layout_.delimiter);
      if (!plain) p = cell_end(begin, end, layout_.delimiter);
      const std::string_view text(begin, static_cast<std::size_t>(p - begin));
      if (plain || !trim_cell(text).empty()) {
        if (used == 0) first = column;
        used = column + 1;
      }
      if (slot != nullptr) {
        slot->text = text;
        slot->cell = plain          ? CellValue{CellKind::number, value}
                     : slot->wanted ? parse_cell(text, layout_.marks)
                                    : parse_time_number(text, layout_);
      }
      if (p == end) break;
    }
    if (used == 0) return Line::blank;
    const std::size_t width = std::max(used, std::min(column + 1, layout_.header.size()));
    const std::string_view nul("\0", 1);
    if (line.find(nul) != line.npos)
      return leave_out(1, "NUL bytes in the line, as after a loss of power");
    if (first < layout_.blank) {
      ++other_lines_;
      return leave_out(first + 1,
                       "a line of another kind, with a cell in a column that has no name and is "
                       "blank in the rows");
    }
    if (width != layout_.header.size())
      return leave_out(std::min(width, layout_.header.size()) + 1, ragged(width));
    if (all_words() && names_all_columns(line)) {
      if (names_of(line, layout_.delimiter) != layout_.header) refuse_table(line);
      unit_rows_ = std::max(1, layout_.unit_rows);
      return leave_out(1, "the header once more");
    }
    if (unit_rows_ > 0 && !has_number()) {
      if (unit_rows_-- == std::max(1, layout_.unit_rows) &&
          names_of(line, layout_.delimiter) != layout_.units)
        refuse_table(line);
      return leave_out(1, "the row of units once more");
    }
    unit_rows_ = 0;
    return Line::row;
  }

  bool has_number() const {
    return std::any_of(wanted_.begin(), wanted_.end(), [&](std::size_t slot) {
      return slots_[slot].cell.kind == CellKind::number;
    });
  }

  std::string ragged(std::size_t width) const {
    return "ragged row, got " + std::to_string(width) + " cells, expected " +
           std::to_string(layout_.header.size()) + " as in the header";
  }

  // Whether the line names every column that is wanted, wherever.
  bool names_all_columns(std::string_view line) const {
    const std::vector<std::string> names = names_of(line, layout_.delimiter);
    return std::all_of(wanted_.begin(), wanted_.end(), [&](std::size_t slot) {
      return std::find(names.begin(), names.end(), layout_.header[slots_[slot].column]) !=
             names.end();
    });
  }

  Line leave_out(std::size_t column, const std::string& what) {
    if (result_.summary.left_out++ == 0)
      first_left_out_ =
          path_ + ":" + std::to_string(line_) + ":" + std::to_string(column) + ": " + what;
    return Line::none;
  }

  // The newest row first, all through the file.
  bool runs_backward() const {
    const std::vector<double>& time = result_.file.time;
    return time.size() > 2 && std::is_sorted(time.rbegin(), time.rend()) &&
           time.back() < time.front();
  }

  void turn_around() {
    SourceFile& file = result_.file;
    std::vector<std::uint64_t> lines(file.rows);
    for (std::size_t row = 0; row < file.rows; ++row) lines[file.rows - 1 - row] = file.line(row);
    file.row_lines = std::move(lines);
    std::reverse(file.time.begin(), file.time.end());
    std::reverse(series_.begin(), series_.end());
    for (std::vector<float>* cells : {&file.values, &file.residuals})
      for (std::size_t a = 0, b = file.rows - 1; a < b && !cells->empty(); ++a, --b)
        std::swap_ranges(cells->begin() + static_cast<std::ptrdiff_t>(a * file.columns),
                         cells->begin() + static_cast<std::ptrdiff_t>((a + 1) * file.columns),
                         cells->begin() + static_cast<std::ptrdiff_t>(b * file.columns));
    result_.notes.push_back(path_ +
                            ": the newest row stands first; the rows are read in the order of "
                            "time, and so are their predictions.");
  }

  // A line cut off, a footer: left out. A file of which half is left out is another one than it
  // seems.
  void judge_left_out() {
    const std::size_t out = result_.summary.left_out;
    if (out == 0) return;
    if (const std::size_t faults = out - other_lines_; 2 * faults >= result_.file.rows + faults)
      throw Error(ErrorCode::data,
                  first_left_out_ +
                      (out > 1 ? ", the first of " + std::to_string(out) + " such lines" : "") +
                      ". Hint: is a cell with a delimiter left unquoted, or the header another?");
    result_.notes.push_back(
        first_left_out_ +
        (out > 1 ? "; it and " + std::to_string(out - 1) + " more lines are" : "; the line is") +
        " left out.");
  }

  void add_row(double time) {
    place_row(line_);
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const Slot& slot = slots_[wanted_[c]];
      const CellKind kind = rules_.judge(c, slot.cell);
      if (kind == CellKind::number)
        meters_[c].add(slot.cell.value);
      else
        add_bad(c, kind, line_, slot.text);
      const bool kept = kind == CellKind::number || hp_.missing_data == MissingData::keep;
      add_cell(c, kept ? slot.cell.value : kNaN);
    }
    if (!time_.empty()) add_time(time);
    if (!series_slot_.empty()) add_series(trim_cell(slots_[series_slot_.front()].text));
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
    if (!time_.empty()) result_.file.time.push_back(kNaN);
    if (!series_slot_.empty()) add_series({});
    result_.summary.bad_times += !time_.empty();
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

  double seconds_of(const Slot& slot) const {
    return cell_seconds(slot.text, slot.cell, layout_.iso_time, layout_.date_order);
  }

  // As the row has it, the sum of a date and a clock; NaN when a cell is no time, or there is none.
  double seconds_of_row() const {
    double sum = time_.empty() ? kNaN : 0;
    for (const std::size_t index : time_) sum += seconds_of(slots_[index]);
    return sum;
  }

  void add_time(double time) {
    if (std::isnan(time)) {
      ++result_.summary.bad_times;
      const auto bad = std::find_if(time_.begin(), time_.end(), [&](std::size_t index) {
        return std::isnan(seconds_of(slots_[index]));
      });
      const Slot& slot = slots_[bad == time_.end() ? time_.front() : *bad];
      if (result_.summary.first_bad.size() < kFirstBad)
        result_.summary.first_bad.push_back(
            bad_cell(line_, slot.column,
                     "is no time, got \"" + text::printable(trim_cell(slot.text)) + "\""));
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
  std::vector<ColumnMeter> meters_;          // [columns]
  std::vector<Slot> slots_;                  // columns of the file that are read
  std::vector<std::size_t> slot_of_column_;  // [columns of the file]
  std::vector<std::size_t> wanted_, time_;   // slots
  std::vector<std::size_t> series_slot_;     // of SERIES_COLUMN; none
  std::vector<std::uint32_t> series_;        // [rows] which one a row is of
  std::map<std::string, std::uint32_t, std::less<>> series_numbers_;
  std::vector<HeldLine> held_;
  std::optional<double> last_time_;  // as the last row that has one has it
  std::uint64_t line_ = 0, expected_line_ = 0;
  std::string first_left_out_;
  std::size_t other_lines_ = 0;  // left out because they are of another kind
  int unit_rows_ = 0;            // that may follow a header that stands once more
  DayClock clock_;
};

}  // namespace

Table read_csv(const std::string& path, const std::string& name,
               const std::vector<std::string>& columns, const Hyperparams& hyperparams,
               std::size_t max_rows, const Digits& digits) {
  return Reader(path, name, columns, hyperparams, digits, max_rows).read();
}

}  // namespace lstmtrain
