// The cells of one line that are read: of features and targets, of the time, and of the series.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv/csv_cell.hpp"
#include "data/csv/layout.hpp"

namespace lstmtrain {

// A cell of the present line.
struct RowCell {
  std::size_t column = 0;  // of the file
  bool wanted = false;     // a feature or a target; else the time or the series alone
  std::string_view text;
  CellValue value;
};

// How far a line reaches, in columns.
struct LineExtent {
  std::size_t first = 0;  // before the first cell that is not blank
  std::size_t used = 0;   // up to the last one; 0: all are blank
  std::size_t cells = 0;  // in all
};

class RowCells {
 public:
  // Reads nothing yet.
  RowCells() = default;
  // `layout` must live as long. `series`: the column of SERIES_COLUMN, or none; one column may
  // serve as a feature and as the time.
  RowCells(const CsvLayout& layout, const std::vector<std::size_t>& series);

  // Cuts a line, which must live as long as its cells are asked for.
  LineExtent read(std::string_view line);

  const RowCell& wanted(std::size_t c) const { return cells_[wanted_[c]]; }
  std::string_view series() const { return trim_cell(cells_[series_.front()].text); }
  bool has_time() const { return !time_.empty(); }
  bool has_series() const { return !series_.empty(); }

  // As the row has it, the sum of a date and a clock; NaN when a cell is no time, or there is none.
  double seconds() const;
  // The cell for which seconds() is NaN.
  const RowCell& bad_time() const;

  // Of the wanted cells: whether one is a number; whether none is a number, blank or missing.
  bool has_number() const;
  bool all_words() const;
  // Words where rows have a time (`seconds` is that of this row), or numbers where there is no time
  // column: a row only if another row follows.
  bool is_aside(double seconds) const;
  // Whether `names` has every wanted column, wherever.
  bool are_named(const std::vector<std::string>& names) const;

 private:
  double seconds_of(const RowCell& cell) const;

  const CsvLayout* layout_ = nullptr;
  std::vector<RowCell> cells_;
  std::vector<std::size_t> cell_of_column_;          // [columns of the file]
  std::vector<std::size_t> wanted_, time_, series_;  // indices into cells_
};

}  // namespace lstmtrain
