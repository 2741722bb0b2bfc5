// Between physical units and the numbers that the network sees.
#pragma once

#include <string>
#include <vector>

#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

// scaled = (x - offset) / scale, per column (features, then targets). A constant column has
// scale 1.
struct Scaler {
  Normalization method = Normalization::minmax;
  std::vector<double> offset;  // [columns] physical units
  std::vector<double> scale;   // [columns] physical units, never 0
  std::vector<double> min,
      max;  // [columns] the range that was seen in training, for the warning at test time

  // Throw config for a column that is not there.
  double transform(std::size_t column, double x) const {
    if (column >= offset.size() || column >= scale.size()) refuse_column(column);
    return (x - offset[column]) / scale[column];
  }
  double inverse_transform(std::size_t column, double y) const {
    if (column >= offset.size() || column >= scale.size()) refuse_column(column);
    return y * scale[column] + offset[column];
  }
  [[noreturn]] void refuse_column(std::size_t column) const;
};

// Fits on the rows of `segments` only (non-finite cells are passed over); sums in double. Throws
// config for rows that are not in `dataset`.
Scaler fit_scaler(const Dataset& dataset, const std::vector<Segment>& segments,
                  Normalization method);

// The unit in which errors of a target are reported.
struct Unit {
  std::string name;   // "mV", "%", "degC", or "" when unknown
  double factor = 1;  // physical units of the data -> this unit
};

// From TARGET_UNIT, else from the column's name: voltage -> mV x1000, soc/soe/sop -> % x100, temp
// -> degC. Voltages whose training maximum is above 1000 are in mV already, a SOC above 1.5 is in
// percent already; `note` then says so, and may be null. Throws config for a TARGET_UNIT that is no
// unit:factor.
Unit target_unit(const Hyperparams& hyperparams, const std::string& column, double train_max,
                 std::string* note);

}  // namespace lstmtrain
