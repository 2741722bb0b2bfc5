// Stage 11: a learnable causal filter on the head's output u along time, one for each output.
//   ema  y_t = alpha u_t + (1 - alpha) y_{t-1},  alpha = sigmoid(a)
//   lpf  y_t = sum_j w_j u_{t-j}, j = 0..14,  w = softmax(theta)
// A lane starts with its first output as the past: y_{-1} = u_0, u_{-j} = u_0. The past is carried
// and is a constant of the backward pass, as h and c are.
#pragma once

#include <cstdint>

#include "lstmtrain/model.hpp"

namespace lstmtrain::nn {

// Rows of the past that a filter reads: one of y, or 14 of u.
constexpr int filter_memory(OutputFilter filter) {
  return filter == OutputFilter::ema ? 1 : filter == OutputFilter::lpf ? kLpfTaps - 1 : 0;
}

// T rows of a block; M = filter_memory(kind).
template <class Scalar>
struct FilterRows {
  OutputFilter kind;
  int T, K, B;
  const Scalar* logits;       // a [K], or theta [K,15]
  const std::uint8_t* reset;  // [T][B] or nullptr: the lane starts at this row
  Scalar* u;    // [M+T][K][B] in: the past that enters row 0 (of y for ema, of u for lpf), then the
                // head's outputs
  Scalar* age;  // [T+1][B] rows of the past that a lane has, at most M; slice 0 in, the others out
  Scalar* y;    // [T][K][B] out
};

// Allocates: no.
template <class Scalar>
void filter_forward(const FilterRows<Scalar>& f);

// After forward on the same rows: dy [T][K][B] in, du [T][K][B] out, overwritten; d_logits
// accumulates. Allocates: no.
template <class Scalar>
void filter_backward(const FilterRows<Scalar>& f, const Scalar* dy, Scalar* du, Scalar* d_logits);

// The past [M][K][B] that enters row `row` (0..T), after forward.
template <class Scalar>
const Scalar* filter_past(const FilterRows<Scalar>& f, int row) {
  const long size = static_cast<long>(f.K) * f.B;
  return f.kind == OutputFilter::lpf || row == 0 ? f.u + row * size : f.y + (row - 1) * size;
}

// alpha = sigmoid(a); weights [15] = softmax(theta [15]).
template <class Scalar>
Scalar ema_alpha(Scalar logit);
template <class Scalar>
void lpf_weights(const Scalar* logits, Scalar* weights);

}  // namespace lstmtrain::nn
