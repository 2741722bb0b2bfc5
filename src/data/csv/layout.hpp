// How one CSV file is laid out: delimiter, preamble, header, units row, and where the wanted
// columns stand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv/number_marks.hpp"
#include "data/csv/time_cell.hpp"
#include "lstmtrain/hyperparams.hpp"

namespace lstmtrain {

// How the user says that cells are written.
struct CellForm {
  TimeUnit unit = TimeUnit::automatic;  // of a time that is a number
  DateFormat date_format = DateFormat::automatic;
  DecimalMark decimal_mark = DecimalMark::automatic;
};
CellForm cell_form(const Hyperparams& hp);

struct CsvLayout {
  char delimiter = ',';
  NumberMarks marks;                          // as the first rows have them
  bool marks_open = false;                    // none of them had one: the rest of the file tells
  std::vector<std::string> header;            // every column's name, UTF-8
  std::vector<std::size_t> wanted;            // index in the header of each wanted column
  std::vector<std::size_t> time;              // of the time column: none, one, or date and clock
  bool iso_time = false;                      // of the time column: a date or a clock, no number
  bool clock_alone = false;                   // of the time column: no date
  DateOrder date_order = DateOrder::unknown;  // of its dates
  double time_scale = 1;                      // seconds of one of its numbers
  std::size_t blank = 0;                      // first cells that rows leave blank
  std::vector<std::string> units;             // as the first row of units has them; or none
  int unit_rows = 0;                          // between the header and the first row
  std::size_t data_begin = 0;                 // byte of the first data row
  std::uint64_t data_line = 2;                // its line, from 1
  std::vector<std::string> notes;  // preamble or units row skipped, a column by another name
};

// The names in a header line, UTF-8, without those behind the last one that is not blank.
std::vector<std::string> names_of(std::string_view line, char delimiter);

// Whether a cell is a word for a missing value.
bool says_missing(std::string_view cell);

// A number of a time: its mark is its own, and a comma in a cell of a file of commas stands between
// thousands.
CellValue parse_time_number(std::string_view cell, const CsvLayout& layout);

// The wanted cells of a row, for `finder`.
void add_marks(const std::vector<std::string_view>& cells, const CsvLayout& layout,
               NumberMarkFinder& finder);

// Reads the head of a file: `text` is its first lines, without a byte-order mark; `file` stands in
// messages. `time_column`: a name, "auto" or "none". `column_names`: other names of columns
// (COLUMN_NAMES). Throws Error(data): no header, missing or doubled columns (with the nearest
// names), a TIME_COLUMN that holds no time.
CsvLayout find_layout(const std::string& file, std::string_view text,
                      const std::vector<std::string>& columns, const std::string& time_column,
                      const CellForm& form = {}, const std::vector<std::string>& column_names = {});

}  // namespace lstmtrain
