// The rows that a model is trained and tested on: files read once into float32, and index ranges
// into them. Nothing is ever copied out: windows, streams and splits are Segments.
//
// A Dataset is a value that owns its rows. The functions that make one keep no file open, and may
// be called from any thread; a const Dataset may be read by many at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "lstmtrain/column_family.hpp"
#include "lstmtrain/hyperparams.hpp"

namespace lstmtrain {

// One file, only the columns that the model uses.
struct SourceFile {
  std::string path;  // as it was opened
  std::string name;  // as it is shown: relative to the folder or glob that found it, '/' separated
  std::size_t rows = 0;
  std::size_t columns = 0;  // features, then targets
  std::vector<float>
      values;  // [rows][columns]; a bad cell is NaN (under MISSING_DATA keep: the cell as it reads)
  // [rows][columns] what float32 left of the cells, or empty: where a column of the training needs
  // it, its step in float32 being above a millionth of its range
  std::vector<float> residuals = {};
  std::vector<double> time;  // [rows] seconds; empty when the file has no time column
  bool iso_time =
      false;  // time was a date (seconds since 1970-01-01T00:00:00) or a clock (since midnight)
  double period = 0;             // median time step in seconds; 0 when there is no time column
  double longest_step = 0;       // seconds, of a step that is no gap; 0: five periods
  std::uint64_t first_line = 2;  // 1-based line of row 0
  std::vector<std::pair<std::size_t, std::uint64_t>>
      skipped_lines;                     // from this row on, so many lines more (blank lines)
  std::vector<std::uint64_t> row_lines;  // [rows] of resampled rows, instead of the two above
  std::vector<std::size_t> breaks;       // rows that begin a series, whatever their times say

  // Throws config for a cell that is not there.
  float at(std::size_t row, std::size_t column) const {
    const std::size_t place = row * columns + column;
    if (row >= rows || column >= columns || place >= values.size()) refuse_cell(row, column);
    return values[place];
  }
  // The cell to all digits that are kept. Throws config for a cell that is not there.
  double exact(std::size_t row, std::size_t column) const {
    const auto value = static_cast<double>(at(row, column));
    const std::size_t place = row * columns + column;
    return place < residuals.size() ? value + static_cast<double>(residuals[place]) : value;
  }
  // The 1-based line of the file that holds `row`. Throws config for a row that is not there.
  std::uint64_t line(std::size_t row) const;
  [[noreturn]] void refuse_cell(std::size_t row, std::size_t column) const;
};

// Rows [begin, end) of one file without a bad cell or a time gap in it.
struct Segment {
  std::size_t file = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t size() const { return end - begin; }
};

// What the data gate found in one column of one file.
struct ColumnSummary {
  std::string name;
  std::size_t place = 0;  // in the file, from 1; 0 for one that stands in no CSV file
  std::string unit = {};  // as its name in the file has it: "A" of "Current (A)"; "" without one
  std::size_t nan = 0, inf = 0, text = 0, blank = 0, overflow = 0, sentinel = 0,
              outside = 0,                           // of VALID_RANGE
      outlier = 0;                                   // under OUTLIERS mask; bad cells by kind
  double min = 0, max = 0, mean = 0, deviation = 0;  // over the good cells
  std::string first_bad = {};                        // "file:line:column: what"; "" without one
  std::size_t bad() const {
    return nan + inf + text + blank + overflow + sentinel + outside + outlier;
  }
};

// The cells of a column of the files that lie far outside of all others in one set of them.
struct ColumnOutliers {
  std::string column;
  std::string set;  // "training", "validation", "test"
  std::size_t cells = 0;
  double low = 0, high = 0;        // of the others, over this set and those before it
  std::vector<double> sentinels;   // those of their values that loggers write for "no value"
  bool others = false;             // whether they have other values, too
  std::vector<std::string> first;  // the first few as "file:line:column: value"
};

// Where the time of a file comes from.
struct TimeSummary {
  std::string column;  // its name, or those of a date and a clock; "" without one
  std::string unit;    // of a number: "s", "ms", "h"; else ""
  std::string format;  // "number", "date" (a clock may stand behind it), "clock", "date and clock"
                       // (of two columns); "" without one
};

// Where a series ends, and why.
struct SeriesCut {
  std::uint64_t line = 0;  // of the file, from 1
  std::string reason;      // "time gap of 60 s", "step back of 3 s", "no time", "bad cell",
                           // "another series"
};

struct FileSummary {
  std::string name;
  std::string path;
  TimeSummary time;
  std::size_t rows = 0;
  std::size_t parts = 0;        // unbroken ones
  std::vector<SeriesCut> cuts;  // the first hundred
  std::size_t filled = 0;       // rows that FILL_ROWS put into gaps
  std::size_t gaps = 0;         // time steps that are too long
  std::size_t backward = 0;     // time steps below 0
  std::size_t repeated = 0;     // time steps of 0: the rows are kept
  std::size_t left_out = 0;   // lines that are no row: cut off, of other widths, headers, NUL bytes
  std::size_t bad_times = 0;  // cells of the time column that are no time
  std::size_t bad_rows = 0;
  double period = 0;
  std::size_t file_rows = 0;  // of the file itself, where RESAMPLE_HZ made other rows; else 0
  double file_period = 0;
  std::vector<ColumnSummary> columns;
  std::vector<std::string> first_bad;  // the first few as "file:line:column: what"
  std::vector<ColumnPrint> prints;  // one a column as it was read; none where it is not looked at
};

// Everything that was read, and how it is used.
struct Dataset {
  std::vector<std::string> columns;  // features, then targets
  std::size_t num_features = 0;
  std::vector<SourceFile> files;
  std::vector<FileSummary> summaries;  // one a file
  std::vector<Segment> train, val;  // unbroken rows; when val was split off train they share files
  std::vector<std::size_t> train_files, val_files, test_files;  // indices into files
  double period = 0;  // median sampling period of the training files, seconds; 0 unknown
  std::vector<std::string>
      notes;  // lines for the user: preambles skipped, splits made, cells dropped, mixed scales
  std::vector<ColumnOutliers> outliers;  // that are left as they are: all under OUTLIERS note
  std::vector<std::string> warnings;     // what may spoil a training that is not refused

  // 0 for one that was moved from.
  std::size_t num_targets() const {
    return columns.size() > num_features ? columns.size() - num_features : 0;
  }
};

// Where the data comes from. Paths are files, folders (recursive, sorted) or globs.
struct DataPaths {
  std::vector<std::string> train, val, test;
};

// DIR/train, DIR/val, DIR/test; the latter two only where they exist. Throws not_found. Looks at
// the folder, reads no file.
DataPaths data_folder(const std::string& directory);

// Reads and gates all files, splits off validation rows when `paths.val` is empty.
// Memory is that of the rows in float32, and 8 bytes a row for a time column. Throws not_found, io,
// data (with file:line:column where it applies), config for settings that
// validate() refuses.
Dataset load_dataset(const Hyperparams& hyperparams, const DataPaths& paths);

// Reads files for testing only: every one is in test_files, `train` and `val` stay empty. Throws as
// load_dataset.
Dataset load_test_data(const Hyperparams& hyperparams, const std::vector<std::string>& paths);

// The same without the target columns, which need not be there: their values are NaN.
Dataset load_inputs(const Hyperparams& hyperparams, const std::vector<std::string>& paths);

// The data gate as a report: every file is looked at, whatever is wrong with the others.
struct DataCheck {
  std::vector<FileSummary> files;     // those that could be read
  std::vector<std::string> problems;  // why training would refuse, a line each; empty: it would not
  std::vector<std::string> notes;     // bad cells, gaps, constant columns, mixed scales
  std::vector<ColumnOutliers> outliers;  // that are left as they are
  std::vector<std::string> warnings;     // what may spoil a training
};
// Rows, parts, bad cells and ranges of them all: columns in the order of the first file.
FileSummary all_files(const std::vector<FileSummary>& files);

// Throws not_found, data for a folder without files.
DataCheck check_data(const Hyperparams& hyperparams, const std::vector<std::string>& paths);

// The unbroken-in-time parts of a file, bad rows included: what a test streams with carried state.
// file: an index into dataset.files; throws config where there is none.
std::vector<Segment> time_runs(const Dataset& dataset, std::size_t file);

}  // namespace lstmtrain
