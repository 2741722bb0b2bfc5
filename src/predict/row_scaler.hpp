// Between a row in physical units and what a network sees and says of it.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "data/batches/column_scaler.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain {

class RowScaler {
 public:
  explicit RowScaler(const Model& model)
      : columns_(model.scaler), targets_(model.targets.size()), scaled_(model.features.size()) {
    const std::size_t D = scaled_.size();
    offset_.assign(model.scaler.offset.begin() + static_cast<std::ptrdiff_t>(D),
                   model.scaler.offset.end());
    scale_.assign(model.scaler.scale.begin() + static_cast<std::ptrdiff_t>(D),
                  model.scaler.scale.end());
  }

  // x [features] in. Whether all features are finite as the network sees them: a large one may
  // overflow there, and would stay in the memory for good.
  template <class Number>
  bool scale(const Number* x) {
    bool finite = true;
    for (std::size_t d = 0; d < scaled_.size(); ++d) {
      scaled_[d] = columns_(d, x[d]);
      finite = finite && std::isfinite(scaled_[d]);
    }
    return finite;
  }
  // Of the last row.
  const float* scaled() const { return scaled_.data(); }
  std::size_t features() const { return scaled_.size(); }
  std::size_t targets() const { return targets_; }

  // y [targets] in and out.
  void unscale(float* y) const {
    for (std::size_t k = 0; k < targets_; ++k)
      y[k] = static_cast<float>(static_cast<double>(y[k]) * scale_[k] + offset_[k]);
  }

 private:
  ColumnScaler columns_;
  std::size_t targets_;
  std::vector<float> scaled_;           // [features]
  std::vector<double> offset_, scale_;  // [targets]
};

}  // namespace lstmtrain
