// How the fused kernels with LayerNorm inside cut their scratch: packed centred weights, the
// products and lane sums of one step, and a chunk of steps of gradients and inputs for dW. The plan
// is that of kernels/scratch.hpp.
#pragma once

#include <algorithm>
#include <cstddef>

#include "nn/cells/norm_cell.hpp"
#include "nn/kernels/scratch_cut.hpp"

namespace lstmtrain::nn {

template <class Scalar>
struct NormScratch : ScratchCut<Scalar> {
  static constexpr int kMaxSteps = 16;
  static constexpr std::size_t kChunkBytes = 384 << 10;  // they stay in L2
  static constexpr int kSkew = 1024 / sizeof(Scalar);    // keeps steps out of shared cache sets

  long columns_x, columns_h;                       // row strides of d_weights_x and _h: whole tiles
  long rows;                                       // G*H, in whole tiles
  int units;                                       // H
  int steps;                                       // of a chunk
  long gate_step, source_step;                     // elements from one step to the next one
  Scalar* centred;                                 // [G*H, max(D,H)] while weights are packed
  Scalar *rows_x, *rows_h;                         // packed for W_ih x and W_hh h
  Scalar *transposed_x, *transposed_h;             // packed for dx and dh
  Scalar* product_x;                               // [rows][B] W_ih x_t, centred
  Scalar* rstd_x;                                  // [B] of W_ih x_t
  Scalar *projection_x, *projection_h;             // [B] sums of dn n
  Scalar *projection_c, *sum_c;                    // [B] likewise of the norm of c; sums of its dn
  Scalar* keep;                                    // [B]
  Scalar *d_weights_x, *d_weights_h;               // [rows][columns]
  Scalar *d_gain_x, *d_gain_h, *d_bias, *d_state;  // [H][4]
  Scalar* bias;                                    // [G*H] both biases of a gate
  Scalar *dh, *dc, *masked;                        // [H][B]
  Scalar *gates_x, *gates_h;                       // [steps][rows][B] gradients of both products
  Scalar* source;                                  // [steps][H][B] h_{t-1} where lanes are reset

  // base nullptr: only `size` has a meaning.
  NormScratch(int G, int D, int H, int B, Scalar* base)
      : columns_x(round_up(D, 4)),
        columns_h(round_up(H, 4)),
        rows(norm_rows(G, H)),
        units(H),
        gate_step(rows * B + kSkew),
        source_step(static_cast<long>(H) * B + kSkew) {
    const std::size_t step = static_cast<std::size_t>(2 * gate_step + source_step) * sizeof(Scalar);
    steps = static_cast<int>(std::clamp<std::size_t>(kChunkBytes / step, 2, kMaxSteps));
    const long state = static_cast<long>(H) * B;
    centred = take(base, rows * std::max(D, H));
    for (Scalar** packed : {&rows_x, &transposed_x}) *packed = take(base, rows * D);
    for (Scalar** packed : {&rows_h, &transposed_h}) *packed = take(base, rows * H);
    product_x = take(base, rows * B);
    for (Scalar** lanes : {&rstd_x, &projection_x, &projection_h, &projection_c, &sum_c, &keep})
      *lanes = take(base, B);
    d_weights_x = take(base, rows * columns_x + kTileColumns);
    d_weights_h = take(base, rows * columns_h + kTileColumns);
    for (Scalar** sums : {&d_gain_x, &d_gain_h, &d_bias, &d_state}) *sums = take(base, 4L * H);
    bias = take(base, rows);
    for (Scalar** states : {&dh, &dc, &masked}) *states = take(base, state);
    for (Scalar** gates : {&gates_x, &gates_h}) *gates = take(base, steps * gate_step);
    source = take(base, steps * source_step);
  }

  // All sums of a backward pass start at 0.
  void clear_sums() const {
    std::fill_n(d_weights_x, rows * columns_x, Scalar(0));
    std::fill_n(d_weights_h, rows * columns_h, Scalar(0));
    for (Scalar* sums : {d_gain_x, d_gain_h, d_bias, d_state})
      std::fill_n(sums, 4L * units, Scalar(0));
  }

 private:
  using ScratchCut<Scalar>::take;
};

}  // namespace lstmtrain::nn
