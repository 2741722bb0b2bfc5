// Reads what predictions_csv writes: the columns of a file of predictions as numbers, an empty cell
// as NaN.
#pragma once

#include <string>
#include <vector>

namespace lstmtrain::files {

struct PredictionsTable {
  std::vector<std::string> names;           // of the columns behind the first one
  bool timed = false, iso = false;          // the first column is a time, and one with a date
  std::vector<double> x;                    // seconds, seconds since 1970 (iso), or rows
  std::vector<std::vector<float>> columns;  // [names][rows]

  // The index of a column, or -1.
  int column(const std::string& name) const;
};

// Throws not_found, data, io.
PredictionsTable read_predictions(const std::string& path);

}  // namespace lstmtrain::files
