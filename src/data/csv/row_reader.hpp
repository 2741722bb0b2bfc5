// Stage 1 for rows that arrive one by one: a header line, then a line a row, read as csv/reader
// reads a file.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "data/clean/cell_rules.hpp"
#include "data/csv/layout.hpp"
#include "data/derive/derived_columns.hpp"
#include "data/digits.hpp"
#include "data/time/day_clock.hpp"

namespace lstmtrain {

class RowReader {
 public:
  // `header` is the first line, `where` its source in messages; the settings must outlive the
  // reader. period: seconds from row to row, as the model was trained; 0 unknown. ranges: of the
  // training; a column that needed more digits than float32 has keeps them. Throws data for a
  // header that lacks a feature or the TIME_COLUMN.
  RowReader(const std::string& where, std::string_view header, const Hyperparams& hyperparams,
            double period, const std::vector<ColumnRange>& ranges = {});

  // Reads the next line's features into x [features], those of DERIVED_COLUMNS computed, a bad cell
  // as NaN, and all of them where the number of cells is not that of the header. False for a blank
  // line, which is no row. Throws data when the first row has no time in the TIME_COLUMN, or none
  // for a derived column that computes with seconds.
  bool read(std::string_view line, std::span<double> x);

  // Whether a time gap lies before the last row: a series ended there.
  bool after_gap() const { return after_gap_; }

  // Columns that go by another name, for the user; complete from the header on.
  const std::vector<std::string>& notes() const { return notes_; }
  std::uint64_t rows() const { return rows_; }
  std::uint64_t bad_rows() const { return bad_rows_; }
  // The first one as "where:line:column: what"; "" when there is none.
  const std::string& first_bad() const { return first_bad_; }

 private:
  void find_columns(std::string_view line);
  void read_cells();
  void count_bad(std::size_t column, const std::string& what);
  double time_of_row();
  // Seconds since the row before; 0 for the first of a series.
  double follow_time();

  const std::string where_;
  const Hyperparams& hp_;
  const double period_;
  std::string header_;
  CsvLayout layout_;
  std::vector<std::string> notes_;
  DerivedColumns derived_;
  const Digits digits_;
  const CellRules rules_;
  std::vector<double> raw_;  // the columns of the file that are read
  std::vector<std::string_view> cells_;
  std::uint64_t line_ = 1, rows_ = 0, bad_rows_ = 0;
  std::string first_bad_;
  double time_ = 0;  // of the last row
  DayClock clock_;
  bool after_gap_ = false;
};

}  // namespace lstmtrain
