// A model that is fed one row at a time, in physical units on both sides: what a device runs. The
// same scaling and the same kernels as Streaming, so that both give the same bits. Called by
// cli/predict.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "data/scaled_rows.hpp"
#include "lstmtrain/model.hpp"
#include "nn/network.hpp"
#include "nn/row_network.hpp"

namespace lstmtrain {

class RowPredictor {
 public:
  // `model` must outlive it.
  explicit RowPredictor(const Model& model);
  RowPredictor(const RowPredictor&) = delete;
  RowPredictor& operator=(const RowPredictor&) = delete;

  // x [features] in, y [targets] out: the output at this row. False when a feature is not finite:
  // the state is unchanged and y is NaN. Allocates: no.
  bool step(std::span<const float> x, std::span<float> y);

  // Back to the zero state.
  void reset();

 private:
  void run_block(std::span<float> y);

  const Model& model_;
  Dataset row_;  // one file of one row: what ScaledRows reads
  ScaledRows rows_;
  std::vector<float> scaled_;  // [D]
  std::optional<nn::RowNetwork> by_rows_;
  // Normalised cells have no one-row kernel: the first lane of a block of its own.
  nn::Network<float> network_;
  std::unique_ptr<nn::BlockWorkspace<float>> block_;
};

}  // namespace lstmtrain
