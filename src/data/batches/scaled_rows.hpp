// Rows of the dataset as the network sees them: scaled, in float32, with lanes apart.
#pragma once

#include <span>
#include <vector>

#include "data/batches/column_scaler.hpp"
#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

// What one lane of a block reads: rows [row, row + count) of a file, from the block's row `first`
// on.
struct LaneRows {
  std::size_t file = 0, row = 0;
  int first = 0, count = 0;
};

class ScaledRows {
 public:
  ScaledRows(const Dataset& dataset, const Scaler& scaler);

  int features() const { return features_; }  // D
  int targets() const { return targets_; }    // K

  // Features of `count` rows from `row` on: x [t][D][B] for one lane, x pointing at its first
  // value. Allocates: no.
  void features(std::size_t file, std::size_t row, int count, int B, float* x) const;
  // Features of all lanes of a block of `rows` rows; lane n reads lanes[n], other values of x
  // [rows][D][B] stay. Allocates: no.
  void features(std::span<const LaneRows> lanes, int rows, int B, float* x) const;
  // Targets of one lane: target [t][K][B].
  void targets(std::size_t file, std::size_t row, int count, int B, float* target) const;

 private:
  void copy_part(const LaneRows& lane, int begin, int end, int B, float* x) const;
  void copy_four(const LaneRows* lanes, int begin, int count, int B, float* out) const;
  void copy(std::size_t file, std::size_t row, int count, int first, int columns, int B,
            float* out) const;
  void copy_exact(const SourceFile& source, std::size_t row, int count, int first, int columns,
                  int B, float* out) const;

  const Dataset& dataset_;
  int features_, targets_;
  ColumnScaler scaler_;
};

}  // namespace lstmtrain
