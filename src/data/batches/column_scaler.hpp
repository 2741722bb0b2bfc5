// Physical units -> what the network sees, column by column, in float32. The one place where
// training, validation, testing and the row-by-row predictor do so.
#pragma once

#include <cstddef>
#include <vector>

#include "data/digits.hpp"
#include "lstmtrain/scaler.hpp"

namespace lstmtrain {

class ColumnScaler {
 public:
  // Of all columns of `scaler`: features, then targets.
  explicit ColumnScaler(const Scaler& scaler) {
    for (std::size_t column = 0; column < scaler.offset.size(); ++column) {
      offset_.push_back(static_cast<float>(scaler.offset[column]));
      factor_.push_back(static_cast<float>(1 / scaler.scale[column]));
      exact_.push_back(loses_digits(scaler.min[column], scaler.max[column]));
      exact_offset_.push_back(scaler.offset[column]);
    }
  }

  // scaled = (x - offset) * factor
  float operator()(std::size_t column, float x) const {
    return (x - offset_[column]) * factor_[column];
  }
  // The same to all digits of x where the column loses some in float32, else in float32.
  float operator()(std::size_t column, double x) const {
    if (!exact_[column]) return (*this)(column, static_cast<float>(x));
    return static_cast<float>(x - exact_offset_[column]) * factor_[column];
  }
  float offset(std::size_t column) const { return offset_[column]; }
  float factor(std::size_t column) const { return factor_[column]; }

 private:
  std::vector<float> offset_, factor_;  // [columns]
  std::vector<double> exact_offset_;
  std::vector<bool> exact_;
};

}  // namespace lstmtrain
