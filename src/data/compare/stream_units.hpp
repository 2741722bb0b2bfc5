// Whether the rows that come one by one are in the units of the training: told once.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "lstmtrain/column_family.hpp"

namespace lstmtrain {

class StreamUnits {
 public:
  // `families`: of a model; none: nothing is ever found.
  StreamUnits(std::vector<std::string> features, std::vector<ColumnFamily> families);

  // A row of features in physical units. What does not fit is returned after a thousand rows, one
  // line a column, and at no other time. O(1); keeps eight bytes a cell of these rows.
  std::vector<std::string> add(std::span<const double> row);
  // The same for a stream that ends before.
  std::vector<std::string> finish();

 private:
  std::vector<std::string> features_;
  std::vector<ColumnFamily> families_;
  std::vector<std::vector<double>> cells_;  // [features][rows]
  bool watching_;
};

}  // namespace lstmtrain
