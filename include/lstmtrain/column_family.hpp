// What files say of a column whatever its unit, and how far they agree: by it a file in other units
// than the others is known.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace lstmtrain {

// One column of one file, in the unit that the file has. Of a sample of its rows, evenly spread.
struct ColumnPrint {
  std::string column;
  bool target = false;
  std::size_t cells = 0;                 // finite ones of the sample; 0: none of the rest is known
  double low = 0, median = 0, high = 0;  // the quantiles 5, 50 and 95 %
  double roughness = 0;                  // mean |x(t+1) - x(t)| over the spread; 0 where that is 0
  // Of the target's steps on this column's, row to row: y(t+1) - y(t) against x(t+1) - x(t). Both 0
  // of the target itself, and where there is none.
  double slope = 0, correlation = 0;

  double spread() const { return high - low; }
};

// Where a number of several files lies: their least and most, what all but a tenth at either end
// lie between, and their median.
struct Band {
  double least = 0, low = 0, middle = 0, high = 0, most = 0;
};

// A column in several files.
struct ColumnFamily {
  std::string column;
  bool target = false;
  std::size_t files = 0;
  Band low, median, high, spread, roughness, slope, correlation;
};

struct Dataset;
struct Hyperparams;

// What does not fit: a file in another unit, of turned sign, with columns swapped.
struct UnitFindings {
  std::vector<std::string> faults;  // the training, or a test, is refused for them
  std::vector<std::string> notes;   // the same of too few rows or files to be sure
};

// The families of the training files' columns as they were read. One a column, or none where no
// file has enough rows.
std::vector<ColumnFamily> training_families(const Dataset& dataset);

// Files of `dataset` that are only tested on, against those that a model was trained on. Nothing
// where IGNORE_UNIT_CHECK or where the families are not known.
UnitFindings find_other_units(const Hyperparams& hyperparams,
                              const std::vector<ColumnFamily>& families, const Dataset& dataset);

}  // namespace lstmtrain
