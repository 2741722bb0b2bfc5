// How the fused kernels cut their scratch: packed weights, the state on its way back through time,
// and a chunk of steps of gate gradients, and of h where lanes are reset, for dW.
#pragma once

#include <algorithm>
#include <cstddef>

#include "base/shape.hpp"
#include "nn/kernels/scratch_cut.hpp"

namespace lstmtrain::nn {

// Of a cell whose gate gradients take at most 4 rows a unit: LSTM i f g o; GRU n r z q.
template <class Scalar>
struct KernelScratch : ScratchCut<Scalar> {
  static constexpr int kMaxSteps = 16;
  static constexpr std::size_t kChunkBytes = 384 << 10;  // of dG and h: they stay in L2
  // Between the steps of a chunk, so that they do not share cache sets (their rows are a power of
  // two apart).
  static constexpr int kSkew = 1024 / sizeof(Scalar);

  long columns_x, columns_h;          // row strides of d_weights_x and _h: whole tiles
  int units;                          // H
  int steps;                          // of a chunk
  long gate_step;                     // elements from one step's gate gradients to the next one's
  long source_step;                   // likewise of h_{t-1}
  Scalar *weights, *bias;             // packed
  Scalar *d_weights_x, *d_weights_h;  // [4H][columns]
  Scalar* d_bias;                     // [H][4]
  Scalar *dh, *dc, *masked;           // [H][B]
  Scalar* keep;                       // [B]
  Scalar* gates;                      // [steps][4H][B]
  Scalar* source;                     // [steps][H][B]

  // base nullptr: only `size` has a meaning.
  KernelScratch(int D, int H, int B, Scalar* base)
      : columns_x(round_up(D, 4)),
        columns_h(round_up(H, 4)),
        units(H),
        gate_step(4L * H * B + kSkew),
        source_step(static_cast<long>(H) * B + kSkew) {
    const std::size_t step = static_cast<std::size_t>(gate_step + source_step) * sizeof(Scalar);
    steps = static_cast<int>(std::clamp<std::size_t>(kChunkBytes / step, 2, kMaxSteps));
    const long state = static_cast<long>(H) * B;
    weights = take(base, 4L * H * (D + H));
    bias = take(base, 4L * H);
    d_weights_x = take(base, 4L * H * columns_x + kTileColumns);
    d_weights_h = take(base, 4L * H * columns_h + kTileColumns);
    d_bias = take(base, 4L * H);
    dh = take(base, state);
    dc = take(base, state);
    masked = take(base, state);
    keep = take(base, B);
    gates = take(base, steps * gate_step);
    source = take(base, steps * source_step);
  }

  // All sums of a backward pass start at 0.
  void clear_sums() const {
    std::fill_n(d_weights_x, 4 * units * columns_x, Scalar(0));
    std::fill_n(d_weights_h, 4 * units * columns_h, Scalar(0));
    std::fill_n(d_bias, 4 * units, Scalar(0));
  }

 private:
  using ScratchCut<Scalar>::take;
};

}  // namespace lstmtrain::nn
