// Rows of the dataset as the network sees them: scaled, in float32, with lanes apart. The one place
// where training, validation and testing turn physical units into scaled ones.
#pragma once

#include <vector>

#include "lstmtrain/scaler.hpp"

namespace lstmtrain {

class ScaledRows {
 public:
  ScaledRows(const Dataset& dataset, const Scaler& scaler);

  int features() const { return features_; }  // D
  int targets() const { return targets_; }    // K

  // Features of `count` rows from `row` on: x [t][D][B] for one lane, x pointing at its first
  // value. Allocates: no.
  void features(std::size_t file, std::size_t row, int count, int B, float* x) const;
  // Targets likewise: target [t][K][B].
  void targets(std::size_t file, std::size_t row, int count, int B, float* target) const;

 private:
  void copy(std::size_t file, std::size_t row, int count, int first, int columns, int B,
            float* out) const;

  const Dataset& dataset_;
  int features_, targets_;
  std::vector<float> offset_, factor_;  // [columns]: scaled = (x - offset) * factor
};

}  // namespace lstmtrain
