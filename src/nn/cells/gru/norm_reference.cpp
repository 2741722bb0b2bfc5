// Stage 9: the GRU with LayerNorm inside over one block of lanes, in Eigen; the reference that the
// fused kernel is tested against. Formulas: nn/norm_cell.hpp. Only n(W_hh h) is kept; the backward
// pass makes n(W_ih x) and the gates again.
#include "nn/cells/lane_norm.hpp"
#include "nn/cells/norm_cell.hpp"
#include "nn/cells/reset.hpp"
#include "nn/gemm.hpp"

namespace lstmtrain::nn {
namespace {

using enum Transpose;

// One step of a layer: its arrays in scratch.
template <class Scalar>
struct Step {
  Slice<Scalar> gates, q, n_x;   // r z n, [H][B] each; q; [3H][B] n(W_ih x_t)
  Slice<Scalar> dh, da, masked;  // [H][B]
  Slice<Scalar> rstd_x, mean, projection;

  Step(int H, int B, Scalar* scratch)
      : gates(scratch, 3 * H, B),
        q(gates.data() + gates.size(), H, B),
        n_x(q.data() + q.size(), 3 * H, B),
        dh(n_x.data() + n_x.size(), H, B),
        da(dh.data() + dh.size(), H, B),
        masked(da.data() + dh.size(), H, B),
        rstd_x(masked.data() + dh.size(), 1, B),
        mean(rstd_x.data() + B, 1, B),
        projection(mean.data() + B, 1, B) {}

  Slice<Scalar> gate(int g) {
    return Slice<Scalar>(gates.data() + g * q.size(), q.rows(), q.cols());
  }

  // From n_h = n(W_hh h_{t-1}).
  void make_gates(const CellForward<Scalar>& f, int t, Slice<Scalar> n_h) {
    const int H = f.H, B = f.B, D = f.D;
    gemm(no, no, 3 * H, B, D, f.weight_ih, D, f.x + static_cast<long>(t) * D * B, B, Scalar(0),
         n_x.data(), B);
    normalize(n_x, rstd_x);
    // a_x = norm_ih n(W_ih x_t) + bias_ih; a_h = norm_hh n(W_hh h_{t-1}) + bias_hh
    for (int r = 0; r < 3 * H; ++r) gates.row(r) = f.norm.ih[r] * n_x.row(r) + f.bias_ih[r];
    for (int r = 0; r < 2 * H; ++r) gates.row(r) += f.norm.hh[r] * n_h.row(r) + f.bias_hh[r];
    for (int r = 2 * H; r < 3 * H; ++r) q.row(r - 2 * H) = f.norm.hh[r] * n_h.row(r) + f.bias_hh[r];
    // r, z = sigmoid(a_x + a_h); n = tanh(a_x + r q), q the third part of a_h
    sigmoid_in_place<Scalar>(Slice<Scalar>(gates.data(), 2 * H, B));
    gate(2) += gate(0) * q;
    tanh_in_place<Scalar>(gate(2));
  }

  // From dh = dL/dh_t: the gradients of a_x in place of the gates, that of a_h's third part in q;
  // dh = the direct part of dL/dh_{t-1}.
  void gate_gradients(ConstSlice<Scalar> h_prev) {
    Slice<Scalar> r = gate(0), z = gate(1), n = gate(2);
    // dn = dh (1-z) tanh', dz = dh (h_{t-1} - n) sigma', dr = dn q sigma', dq = dn r
    da = dh * z;
    z = dh * (h_prev - n) * d_sigmoid(z);
    n = (dh - da) * d_tanh(n);
    dh = da;
    da = n * q * d_sigmoid(r);
    q = n * r;
    r = da;
  }
};

}  // namespace

template <class Scalar>
void gru_norm_forward(const CellForward<Scalar>& f, Scalar* scratch) {
  const int H = f.H, B = f.B;
  const long state = static_cast<long>(H) * B;
  Step<Scalar> s(H, B, scratch);
  for (int t = 0; t < f.T; ++t) {
    Slice<Scalar> n_h(f.workspace + t * norm_workspace_features(3, H) * static_cast<long>(B), 3 * H,
                      B),
        rstd_h(n_h.data() + norm_rows(3, H) * static_cast<long>(B), 1, B);
    const Scalar* h_prev = entering(f.h, f.reset, t, H, B, s.masked.data());
    gemm(no, no, 3 * H, B, H, f.weight_hh, H, h_prev, B, Scalar(0), n_h.data(), B);
    normalize(n_h, rstd_h);
    s.make_gates(f, t, n_h);

    // h_t = (1 - z) * n + z * h_{t-1}
    Slice<Scalar> z = s.gate(1), n = s.gate(2);
    Slice<Scalar>(f.h + (t + 1) * state, H, B) = (1 - z) * n + z * ConstSlice<Scalar>(h_prev, H, B);
  }
}

template <class Scalar>
void gru_norm_backward(const CellForward<Scalar>& f, const CellBackward<Scalar>& b) {
  const int H = f.H, B = f.B, D = f.D;
  const long state = static_cast<long>(H) * B;
  Step<Scalar> s(H, B, b.scratch);
  s.dh.setZero();
  for (int t = f.T - 1; t >= 0; --t) {
    Slice<Scalar> n_h(f.workspace + t * norm_workspace_features(3, H) * static_cast<long>(B), 3 * H,
                      B),
        rstd_h(n_h.data() + norm_rows(3, H) * static_cast<long>(B), 1, B);
    const Scalar* x = f.x + static_cast<long>(t) * D * B;
    const Scalar* h_prev = entering(f.h, f.reset, t, H, B, s.masked.data());
    s.make_gates(f, t, n_h);
    if (t >= b.dh_begin) s.dh += Slice<Scalar>(b.dh + t * state, H, B);
    s.gate_gradients(ConstSlice<Scalar>(h_prev, H, B));
    for (int r = 0; r < 3 * H; ++r) {
      const Scalar sum = s.gates.row(r).sum();
      b.d_bias_ih[r] += sum;
      b.d_bias_hh[r] += r < 2 * H ? sum : s.q.row(r - 2 * H).sum();
    }

    // through the norms of W_ih x_t and W_hh h_{t-1}, whose places their gradients take; the third
    // part of a_h has q's
    normalize_backward(s.gates, s.rstd_x, f.norm.ih, s.mean, s.projection, b.d_norm.ih, s.n_x);
    s.gate(2) = s.q;
    normalize_backward(s.gates, rstd_h, f.norm.hh, s.mean, s.projection, b.d_norm.hh, n_h);

    // dW_ih += da_x x_t^T, dW_hh += da_h h_{t-1}^T
    gemm(no, yes, 3 * H, D, B, s.n_x.data(), B, x, B, Scalar(1), b.d_weight_ih, D);
    gemm(no, yes, 3 * H, H, B, n_h.data(), B, h_prev, B, Scalar(1), b.d_weight_hh, H);

    // dx_t = W_ih^T da_x, dh_{t-1} += W_hh^T da_h
    if (b.dx != nullptr)
      gemm(yes, no, D, B, 3 * H, f.weight_ih, D, s.n_x.data(), B, Scalar(0),
           b.dx + static_cast<long>(t) * D * B, B);
    gemm(yes, no, H, B, 3 * H, f.weight_hh, H, n_h.data(), B, Scalar(1), s.dh.data(), B);
    if (any_reset(f.reset, t, B))
      copy_unless_reset(s.dh.data(), f.reset + static_cast<long>(t) * B, H, B, s.dh.data());
  }
  if (b.dh0 != nullptr) Slice<Scalar>(b.dh0, H, B) = s.dh;
}

template void gru_norm_forward(const CellForward<float>&, float*);
template void gru_norm_forward(const CellForward<double>&, double*);
template void gru_norm_backward(const CellForward<float>&, const CellBackward<float>&);
template void gru_norm_backward(const CellForward<double>&, const CellBackward<double>&);

}  // namespace lstmtrain::nn
