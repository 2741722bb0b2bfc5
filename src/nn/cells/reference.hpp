// What the references of the cells share: products by BLAS, and what a reset stops. Stage 9.
#pragma once

#include "nn/activations.hpp"
#include "nn/cells/cell.hpp"
#include "nn/cells/reset.hpp"
#include "nn/gemm.hpp"

namespace lstmtrain::nn {

// Row r of the `rows` that a reference keeps of step t, [H][B].
template <class Scalar>
Slice<Scalar> kept_row(const CellForward<Scalar>& f, int rows, int t, int r) {
  const long state = static_cast<long>(f.H) * f.B;
  return {f.workspace + (static_cast<long>(t) * rows + r) * state, f.H, f.B};
}

// The inputs x_t [D][B].
template <class Scalar>
const Scalar* input_at(const CellForward<Scalar>& f, int t) {
  return f.x + static_cast<long>(t) * f.D * f.B;
}

// z [rows][B] = beta z + W_ih x_t
template <class Scalar>
void add_input_product(const CellForward<Scalar>& f, int t, int rows, Scalar beta, Scalar* z) {
  gemm(Transpose::no, Transpose::no, rows, f.B, f.D, f.weight_ih, f.D, input_at(f, t), f.B, beta, z,
       f.B);
}

// z [rows][B] = beta z + W_hh h_{t-1}, of the gates' rows from `first` on.
template <class Scalar>
void add_hidden_product(const CellForward<Scalar>& f, const Scalar* h_prev, int first, int rows,
                        Scalar beta, Scalar* z) {
  gemm(Transpose::no, Transpose::no, rows, f.B, f.H, f.weight_hh + static_cast<long>(first) * f.H,
       f.H, h_prev, f.B, beta, z, f.B);
}

// dW_ih += dG x_t^T, dx_t = W_ih^T dG; dG [rows][B]
template <class Scalar>
void back_to_input(const CellForward<Scalar>& f, const CellBackward<Scalar>& b, int t, int rows,
                   const Scalar* dG) {
  gemm(Transpose::no, Transpose::yes, rows, f.D, f.B, dG, f.B, input_at(f, t), f.B, Scalar(1),
       b.d_weight_ih, f.D);
  if (b.dx != nullptr)
    gemm(Transpose::yes, Transpose::no, f.D, f.B, rows, f.weight_ih, f.D, dG, f.B, Scalar(0),
         b.dx + static_cast<long>(t) * f.D * f.B, f.B);
}

// dW_hh += dG h_{t-1}^T, dh = beta dh + W_hh^T dG; dG [rows][B] of the gates' rows from `first` on
template <class Scalar>
void back_to_hidden(const CellForward<Scalar>& f, const CellBackward<Scalar>& b,
                    const Scalar* h_prev, int first, int rows, const Scalar* dG, Scalar beta,
                    Scalar* dh) {
  const long at = static_cast<long>(first) * f.H;
  gemm(Transpose::no, Transpose::yes, rows, f.H, f.B, dG, f.B, h_prev, f.B, Scalar(1),
       b.d_weight_hh + at, f.H);
  gemm(Transpose::yes, Transpose::no, f.H, f.B, rows, f.weight_hh + at, f.H, dG, f.B, beta, dh,
       f.B);
}

// sums [rows] += over the lanes of dG [rows][B]
template <class Scalar>
void add_lane_sums(ConstSlice<Scalar> dG, Scalar* sums) {
  for (int r = 0; r < dG.rows(); ++r) sums[r] += dG.row(r).sum();
}

// No gradient flows through a reset: d_state [H][B] on its way to step t-1.
template <class Scalar>
void stop_at_resets(const CellForward<Scalar>& f, int t, Scalar* d_state) {
  if (!any_reset(f.reset, t, f.B)) return;
  copy_unless_reset(d_state, f.reset + static_cast<long>(t) * f.B, f.H, f.B, d_state);
}

// out [H][B] = d_state, where it is wanted.
template <class Scalar>
void give_state(const CellForward<Scalar>& f, const Scalar* d_state, Scalar* out) {
  if (out != nullptr) std::copy_n(d_state, static_cast<long>(f.H) * f.B, out);
}

}  // namespace lstmtrain::nn
