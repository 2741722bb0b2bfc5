// Stage 9: the GRU over one block of lanes, in Eigen; the reference that the fused kernel is tested
// against. Formulas: Cho et al. 2014 with the reset after the matmul; letters and order as
// torch.nn.GRU.
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
void gru_forward(const CellForward<Scalar>& f) {
  const int H = f.H, B = f.B, D = f.D;
  const long state = static_cast<long>(H) * B;
  for (int t = 0; t < f.T; ++t) {
    Scalar* gates = f.workspace + t * kGruWorkspaceRows * state;
    const Scalar* x = f.x + static_cast<long>(t) * D * B;
    Slice<Scalar> r(gates, H, B), z(gates + state, H, B), n(gates + 2 * state, H, B),
        q(gates + 3 * state, H, B), h(f.h + (t + 1) * state, H, B);
    const Scalar* h_prev = entering(f.h, f.reset, t, H, B, h.data());

    // a_rz = W_ih x_t + b_ih + W_hh h_{t-1} + b_hh; q = W_hn h_{t-1} + b_hn; a_n = W_in x_t + b_in
    Slice<Scalar> a(gates, 4 * H, B);
    for (int k = 0; k < 2 * H; ++k) a.row(k).setConstant(f.bias_ih[k] + f.bias_hh[k]);
    for (int k = 2 * H; k < 3 * H; ++k) {
      a.row(k).setConstant(f.bias_ih[k]);
      a.row(k + H).setConstant(f.bias_hh[k]);
    }
    gemm(no, no, 3 * H, B, D, f.weight_ih, D, x, B, Scalar(1), gates, B);
    gemm(no, no, 2 * H, B, H, f.weight_hh, H, h_prev, B, Scalar(1), gates, B);
    gemm(no, no, H, B, H, f.weight_hh + 2L * H * H, H, h_prev, B, Scalar(1), q.data(), B);

    // r, z = sigmoid(a_r, a_z); n = tanh(a_n + r * q)
    sigmoid_in_place<Scalar>(Slice<Scalar>(gates, 2 * H, B));
    n += r * q;
    tanh_in_place<Scalar>(n);

    // h_t = (1 - z) * n + z * h_{t-1}
    h = (1 - z) * n + z * ConstSlice<Scalar>(h_prev, H, B);
  }
}

template <class Scalar>
void gru_backward(const CellForward<Scalar>& f, const CellBackward<Scalar>& b) {
  const int H = f.H, B = f.B, D = f.D;
  const long state = static_cast<long>(H) * B;
  Slice<Scalar> dh_next(b.scratch, H, B);
  Scalar* masked = b.scratch + state;
  dh_next.setZero();
  std::fill_n(b.dh, b.dh_begin * state, Scalar(0));
  for (int t = f.T - 1; t >= 0; --t) {
    Scalar* gates = f.workspace + t * kGruWorkspaceRows * state;
    const Scalar* x = f.x + static_cast<long>(t) * D * B;
    Slice<Scalar> r(gates, H, B), z(gates + state, H, B), n(gates + 2 * state, H, B),
        q(gates + 3 * state, H, B), dh(b.dh + t * state, H, B);
    const Scalar* h_prev = entering(f.h, f.reset, t, H, B, masked);

    // dL/dh_t comes from above and from step t+1; the direct way to h_{t-1} is dh * z
    dh += dh_next;
    dh_next = dh * z;

    // gate gradients, in place of the gates: dn = dh (1-z) tanh', dz = dh (h_{t-1} - n) sigma', dr
    // = dn q sigma', dq = dn r
    z = dh * (ConstSlice<Scalar>(h_prev, H, B) - n) * d_sigmoid(z);
    n = (dh - dh_next) * d_tanh(n);
    dh = n * q * d_sigmoid(r);
    q = n * r;
    r = dh;

    // dW_ih += dG_ih x_t^T, dW_hh += dG_hh h_{t-1}^T: the n rows of the latter take dq
    gemm(no, yes, 3 * H, D, B, gates, B, x, B, Scalar(1), b.d_weight_ih, D);
    gemm(no, yes, 2 * H, H, B, gates, B, h_prev, B, Scalar(1), b.d_weight_hh, H);
    gemm(no, yes, H, H, B, q.data(), B, h_prev, B, Scalar(1), b.d_weight_hh + 2L * H * H, H);
    for (int k = 0; k < 3 * H; ++k) {
      const Scalar sum = Slice<Scalar>(gates + static_cast<long>(k) * B, 1, B).sum();
      b.d_bias_ih[k] += sum;
      b.d_bias_hh[k] += k < 2 * H ? sum : q.row(k - 2 * H).sum();
    }

    // dx_t = W_ih^T dG_ih, dh_{t-1} += W_hh^T dG_hh
    if (b.dx != nullptr)
      gemm(yes, no, D, B, 3 * H, f.weight_ih, D, gates, B, Scalar(0),
           b.dx + static_cast<long>(t) * D * B, B);
    gemm(yes, no, H, B, 2 * H, f.weight_hh, H, gates, B, Scalar(1), dh_next.data(), B);
    gemm(yes, no, H, B, H, f.weight_hh + 2L * H * H, H, q.data(), B, Scalar(1), dh_next.data(), B);
    if (any_reset(f.reset, t, B))
      copy_unless_reset(dh_next.data(), f.reset + static_cast<long>(t) * B, H, B, dh_next.data());
  }
  if (b.dh0 != nullptr) Slice<Scalar>(b.dh0, H, B) = dh_next;
}

template void gru_forward(const CellForward<float>&);
template void gru_forward(const CellForward<double>&);
template void gru_backward(const CellForward<float>&, const CellBackward<float>&);
template void gru_backward(const CellForward<double>&, const CellBackward<double>&);

}  // namespace lstmtrain::nn
