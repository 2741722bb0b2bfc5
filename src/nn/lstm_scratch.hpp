// How the LSTM kernel cuts its scratch: packed weights, the state on its way back through time, and
// a chunk of steps of gate gradients and inputs for dW. Private to lstm_kernel.cpp.
#pragma once

#include <algorithm>
#include <cstddef>

#include "base/shape.hpp"

namespace lstmtrain::nn {

template <class Scalar>
struct LstmScratch {
  static constexpr int kMaxSteps = 16;
  static constexpr std::size_t kChunkBytes = 384 << 10;  // of dG and [x; h]: they stay in L2
  // Between the steps of a chunk, so that they do not share cache sets (their rows are a power of
  // two apart).
  static constexpr int kSkew = 1024 / sizeof(Scalar);

  long columns;      // of d_weights: D + H, rounded up to a tile
  int steps;         // of a chunk
  long gate_step;    // elements from one step's gate gradients to the next one's
  long source_step;  // likewise of [x_t; h_{t-1}]
  Scalar *weights, *bias, *d_weights, *d_bias, *dh, *dc, *c_prev, *keep, *gates, *source;
  std::size_t size = 0;  // elements in all

  // base nullptr: only `size` has a meaning.
  LstmScratch(int D, int H, int B, Scalar* base)
      : columns(round_up(D + H, 4)),
        gate_step(4L * H * B + kSkew),
        source_step(static_cast<long>(D + H) * B + kSkew) {
    const std::size_t step = static_cast<std::size_t>(gate_step + source_step) * sizeof(Scalar);
    steps = static_cast<int>(std::clamp<std::size_t>(kChunkBytes / step, 2, kMaxSteps));
    const long state = static_cast<long>(H) * B;
    weights = take(base, 4L * H * (D + H));
    bias = take(base, 4L * H);
    d_weights = take(base, 4L * H * columns);
    d_bias = take(base, 4L * H);
    dh = take(base, state);
    dc = take(base, state);
    c_prev = take(base, state);
    keep = take(base, B);
    gates = take(base, steps * gate_step);
    source = take(base, steps * source_step);
  }

 private:
  Scalar* take(Scalar* base, long count) {
    Scalar* begin = base == nullptr ? nullptr : base + size;
    constexpr long kLine = 64 / sizeof(Scalar);
    size += static_cast<std::size_t>((count + kLine - 1) / kLine * kLine);
    return begin;
  }
};

}  // namespace lstmtrain::nn
