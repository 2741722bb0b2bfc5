// Stage 11: inverted dropout (Srivastava et al. 2014; torch.nn.Dropout). The mask is a function of
// the counter (step, row, layer, unit, lane of the batch), so the backward pass makes it again
// instead of keeping it.
#pragma once

#include <cstdint>

#include "base/rng.hpp"

namespace lstmtrain::nn {

struct Dropout {
  double probability = 0;
  Philox rng{0, Purpose::dropout};
  std::uint32_t step = 0;        // optimiser step
  std::uint32_t first_row = 0;   // of the batch, at row 0 of the arrays given
  std::uint32_t first_lane = 0;  // of the batch, at lane 0 of the block; a multiple of 4
  std::uint32_t layer = 0;

  // y [rows][H][B] = x * mask / (1 - p). x and y may be the same. The twin for gradients is the
  // same function.
  template <class Scalar>
  void apply(int rows, int H, int B, const Scalar* x, Scalar* y) const;
};

}  // namespace lstmtrain::nn
