// Stage 9: the LSTM over one block of lanes, in Eigen; the reference that the fused kernel is
// tested against. Formulas: Hochreiter & Schmidhuber 1997; forget gate: Gers et al. 2000; letters
// and order as torch.nn.LSTM.
#include <algorithm>

#include "nn/activations.hpp"
#include "nn/cells/cell.hpp"
#include "nn/cells/reset.hpp"
#include "nn/gemm.hpp"

namespace lstmtrain::nn {
namespace {

using enum Transpose;

}  // namespace

template <class Scalar>
void lstm_forward(const CellForward<Scalar>& f) {
  const int H = f.H, B = f.B, D = f.D;
  const long state = static_cast<long>(H) * B;
  for (int t = 0; t < f.T; ++t) {
    Scalar* gates = f.workspace + t * kLstmWorkspaceRows * state;
    Slice<Scalar> i(gates, H, B), fg(gates + state, H, B), g(gates + 2 * state, H, B),
        o(gates + 3 * state, H, B), tanh_c(gates + 4 * state, H, B);

    // a_t = W_ih x_t + b_ih + W_hh h_{t-1} + b_hh
    const Scalar* h_prev = entering(f.h, f.reset, t, H, B, tanh_c.data());
    Slice<Scalar> a(gates, 4 * H, B);
    for (int r = 0; r < 4 * H; ++r) a.row(r).setConstant(f.bias_ih[r] + f.bias_hh[r]);
    gemm(no, no, 4 * H, B, D, f.weight_ih, D, f.x + static_cast<long>(t) * D * B, B, Scalar(1),
         gates, B);
    gemm(no, no, 4 * H, B, H, f.weight_hh, H, h_prev, B, Scalar(1), gates, B);

    // i, f, o = sigmoid(a_i, a_f, a_o); g = tanh(a_g)
    sigmoid_in_place<Scalar>(Slice<Scalar>(gates, 2 * H, B));
    tanh_in_place<Scalar>(g);
    sigmoid_in_place<Scalar>(o);

    // c_t = f_t * c_{t-1} + i_t * g_t
    Slice<Scalar> c(f.c + (t + 1) * state, H, B);
    const Scalar* c_prev = entering(f.c, f.reset, t, H, B, tanh_c.data());
    c = fg * ConstSlice<Scalar>(c_prev, H, B) + i * g;

    // h_t = o_t * tanh(c_t)
    tanh_c = c;
    tanh_in_place<Scalar>(tanh_c);
    Slice<Scalar>(f.h + (t + 1) * state, H, B) = o * tanh_c;
  }
}

template <class Scalar>
void lstm_backward(const CellForward<Scalar>& f, const CellBackward<Scalar>& b) {
  const int H = f.H, B = f.B, D = f.D;
  const long state = static_cast<long>(H) * B;
  Slice<Scalar> dh_next(b.scratch, H, B), dc_next(b.scratch + state, H, B);
  Scalar* masked = b.scratch + 2 * state;
  dh_next.setZero();
  dc_next.setZero();
  std::fill_n(b.dh, b.dh_begin * state, Scalar(0));
  for (int t = f.T - 1; t >= 0; --t) {
    Scalar* gates = f.workspace + t * kLstmWorkspaceRows * state;
    Slice<Scalar> i(gates, H, B), fg(gates + state, H, B), g(gates + 2 * state, H, B),
        o(gates + 3 * state, H, B), tanh_c(gates + 4 * state, H, B), dh(b.dh + t * state, H, B);
    const ConstSlice<Scalar> c_prev(entering(f.c, f.reset, t, H, B, masked), H, B);

    // dL/dh_t comes from above and from step t+1; dL/dc_t likewise
    dh += dh_next;
    dc_next += dh * o * d_tanh(tanh_c);

    // gate gradients, in place of the gates; df needs c_{t-1}, dc_{t-1} = dc_t * f_t the gate
    // itself
    o = dh * tanh_c * d_sigmoid(o);
    tanh_c = dc_next * fg;
    fg = dc_next * c_prev * d_sigmoid(fg);
    dh = dc_next * g * d_sigmoid(i);
    g = dc_next * i * d_tanh(g);
    i = dh;
    dc_next = tanh_c;

    // dW_ih += dG x_t^T, dW_hh += dG h_{t-1}^T, db += dG 1
    const Scalar* h_prev = entering(f.h, f.reset, t, H, B, masked);
    const Scalar* x = f.x + static_cast<long>(t) * D * B;
    gemm(no, yes, 4 * H, D, B, gates, B, x, B, Scalar(1), b.d_weight_ih, D);
    gemm(no, yes, 4 * H, H, B, gates, B, h_prev, B, Scalar(1), b.d_weight_hh, H);
    for (int r = 0; r < 4 * H; ++r) {
      const Scalar sum = Slice<Scalar>(gates + static_cast<long>(r) * B, 1, B).sum();
      b.d_bias_ih[r] += sum;
      b.d_bias_hh[r] += sum;
    }

    // dx_t = W_ih^T dG, dh_{t-1} = W_hh^T dG
    if (b.dx != nullptr)
      gemm(yes, no, D, B, 4 * H, f.weight_ih, D, gates, B, Scalar(0),
           b.dx + static_cast<long>(t) * D * B, B);
    gemm(yes, no, H, B, 4 * H, f.weight_hh, H, gates, B, Scalar(0), dh_next.data(), B);
    if (any_reset(f.reset, t, B)) {
      const std::uint8_t* reset = f.reset + static_cast<long>(t) * B;
      copy_unless_reset(dh_next.data(), reset, H, B, dh_next.data());
      copy_unless_reset(dc_next.data(), reset, H, B, dc_next.data());
    }
  }
  if (b.dh0 != nullptr) Slice<Scalar>(b.dh0, H, B) = dh_next;
  if (b.dc0 != nullptr) Slice<Scalar>(b.dc0, H, B) = dc_next;
}

template void lstm_forward(const CellForward<float>&);
template void lstm_forward(const CellForward<double>&);
template void lstm_backward(const CellForward<float>&, const CellBackward<float>&);
template void lstm_backward(const CellForward<double>&, const CellBackward<double>&);

}  // namespace lstmtrain::nn
