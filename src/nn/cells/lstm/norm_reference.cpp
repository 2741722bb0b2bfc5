// Stage 9: the LSTM with LayerNorm inside over one block of lanes, in Eigen; the reference that the
// fused kernel is tested against. Formulas: nn/norm_cell.hpp. Only n(W_hh h) is kept; the backward
// pass makes n(W_ih x), the gates and n(c) again.
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
  Slice<Scalar> gates, n_x;                   // [4H][B]: i f g o; n(W_ih x_t)
  Slice<Scalar> n_c, tanh_c, dh, dc, masked;  // [H][B]
  Slice<Scalar> rstd_x, rstd_c, mean, projection;

  Step(int H, int B, Scalar* scratch)
      : gates(scratch, 4 * H, B),
        n_x(gates.data() + gates.size(), 4 * H, B),
        n_c(n_x.data() + n_x.size(), H, B),
        tanh_c(n_c.data() + n_c.size(), H, B),
        dh(tanh_c.data() + n_c.size(), H, B),
        dc(dh.data() + n_c.size(), H, B),
        masked(dc.data() + n_c.size(), H, B),
        rstd_x(masked.data() + n_c.size(), 1, B),
        rstd_c(rstd_x.data() + B, 1, B),
        mean(rstd_c.data() + B, 1, B),
        projection(mean.data() + B, 1, B) {}

  Slice<Scalar> gate(int g) {
    return Slice<Scalar>(gates.data() + g * n_c.size(), n_c.rows(), n_c.cols());
  }

  // From n_h = n(W_hh h_{t-1}).
  void make_gates(const CellForward<Scalar>& f, int t, Slice<Scalar> n_h) {
    const int H = f.H, B = f.B, D = f.D;
    gemm(no, no, 4 * H, B, D, f.weight_ih, D, f.x + static_cast<long>(t) * D * B, B, Scalar(0),
         n_x.data(), B);
    normalize(n_x, rstd_x);
    // a_t = norm_ih n(W_ih x_t) + bias_ih + norm_hh n(W_hh h_{t-1}) + bias_hh
    for (int r = 0; r < 4 * H; ++r)
      gates.row(r) =
          f.norm.ih[r] * n_x.row(r) + f.norm.hh[r] * n_h.row(r) + (f.bias_ih[r] + f.bias_hh[r]);
    // i, f, o = sigmoid(a_i, a_f, a_o); g = tanh(a_g)
    sigmoid_in_place<Scalar>(Slice<Scalar>(gates.data(), 2 * H, B));
    tanh_in_place<Scalar>(gate(2));
    sigmoid_in_place<Scalar>(gate(3));
  }

  // tanh_c = tanh(norm_c n(c_t) + norm_c_bias)
  void make_tanh_c(const CellForward<Scalar>& f, int t) {
    n_c = ConstSlice<Scalar>(f.c + (t + 1) * n_c.size(), f.H, f.B);
    normalize(n_c, rstd_c);
    for (int j = 0; j < f.H; ++j) tanh_c.row(j) = f.norm.c[j] * n_c.row(j) + f.norm.c_bias[j];
    tanh_in_place<Scalar>(tanh_c);
  }

  // From dh = dL/dh_t and dc = dL/dc_{t} of step t+1: the gates' gradients in place of the gates,
  // dc = dL/dc_{t-1}; n_c and tanh_c are used up.
  void gate_gradients(const CellForward<Scalar>& f, const CellBackward<Scalar>& b,
                      ConstSlice<Scalar> c_prev) {
    Slice<Scalar> i = gate(0), fg = gate(1), g = gate(2), o = gate(3);
    // da_o = dh_t tanh_c o (1 - o); through the norm of c to dc_t
    dh *= o;
    o = dh * tanh_c * (1 - o);
    dh *= d_tanh(tanh_c);
    for (int j = 0; j < f.H; ++j) b.d_norm.c_bias[j] += dh.row(j).sum();
    normalize_backward(dh, rstd_c, f.norm.c, mean, projection, b.d_norm.c, n_c);
    dc += n_c;
    // dc_{t-1} = dc_t f_t; da_f = dc_t c_{t-1} f (1 - f); da_i = dc_t g i (1 - i); da_g = dc_t i (1
    // - g^2)
    dh = dc * fg;
    fg = dc * c_prev * d_sigmoid(fg);
    tanh_c = dc * g * d_sigmoid(i);
    g = dc * i * d_tanh(g);
    i = tanh_c;
    dc = dh;
  }
};

}  // namespace

template <class Scalar>
void lstm_norm_forward(const CellForward<Scalar>& f, Scalar* scratch) {
  const int H = f.H, B = f.B;
  const long state = static_cast<long>(H) * B;
  Step<Scalar> s(H, B, scratch);
  for (int t = 0; t < f.T; ++t) {
    Slice<Scalar> n_h(f.workspace + t * norm_workspace_features(4, H) * static_cast<long>(B), 4 * H,
                      B),
        rstd_h(n_h.data() + norm_rows(4, H) * static_cast<long>(B), 1, B);
    const Scalar* h_prev = entering(f.h, f.reset, t, H, B, s.masked.data());
    gemm(no, no, 4 * H, B, H, f.weight_hh, H, h_prev, B, Scalar(0), n_h.data(), B);
    normalize(n_h, rstd_h);
    s.make_gates(f, t, n_h);

    // c_t = f_t * c_{t-1} + i_t * g_t
    const Scalar* c_prev = entering(f.c, f.reset, t, H, B, s.masked.data());
    Slice<Scalar>(f.c + (t + 1) * state, H, B) =
        s.gate(1) * ConstSlice<Scalar>(c_prev, H, B) + s.gate(0) * s.gate(2);

    // h_t = o_t * tanh(norm_c n(c_t) + norm_c_bias)
    s.make_tanh_c(f, t);
    Slice<Scalar>(f.h + (t + 1) * state, H, B) = s.gate(3) * s.tanh_c;
  }
}

template <class Scalar>
void lstm_norm_backward(const CellForward<Scalar>& f, const CellBackward<Scalar>& b) {
  const int H = f.H, B = f.B, D = f.D;
  const long state = static_cast<long>(H) * B;
  Step<Scalar> s(H, B, b.scratch);
  s.dh.setZero();
  s.dc.setZero();
  for (int t = f.T - 1; t >= 0; --t) {
    Slice<Scalar> n_h(f.workspace + t * norm_workspace_features(4, H) * static_cast<long>(B), 4 * H,
                      B),
        rstd_h(n_h.data() + norm_rows(4, H) * static_cast<long>(B), 1, B);
    s.make_gates(f, t, n_h);
    s.make_tanh_c(f, t);
    if (t >= b.dh_begin) s.dh += Slice<Scalar>(b.dh + t * state, H, B);
    const Scalar* c_prev = entering(f.c, f.reset, t, H, B, s.masked.data());
    s.gate_gradients(f, b, ConstSlice<Scalar>(c_prev, H, B));
    for (int r = 0; r < 4 * H; ++r) {
      const Scalar sum = s.gates.row(r).sum();
      b.d_bias_ih[r] += sum;
      b.d_bias_hh[r] += sum;
    }

    // through the norms of W_ih x_t and W_hh h_{t-1}, whose places their gradients take
    normalize_backward(s.gates, s.rstd_x, f.norm.ih, s.mean, s.projection, b.d_norm.ih, s.n_x);
    normalize_backward(s.gates, rstd_h, f.norm.hh, s.mean, s.projection, b.d_norm.hh, n_h);

    // dW_ih += da_x x_t^T, dW_hh += da_h h_{t-1}^T
    const Scalar* h_prev = entering(f.h, f.reset, t, H, B, s.masked.data());
    gemm(no, yes, 4 * H, D, B, s.n_x.data(), B, f.x + static_cast<long>(t) * D * B, B, Scalar(1),
         b.d_weight_ih, D);
    gemm(no, yes, 4 * H, H, B, n_h.data(), B, h_prev, B, Scalar(1), b.d_weight_hh, H);

    // dx_t = W_ih^T da_x, dh_{t-1} = W_hh^T da_h
    if (b.dx != nullptr)
      gemm(yes, no, D, B, 4 * H, f.weight_ih, D, s.n_x.data(), B, Scalar(0),
           b.dx + static_cast<long>(t) * D * B, B);
    gemm(yes, no, H, B, 4 * H, f.weight_hh, H, n_h.data(), B, Scalar(0), s.dh.data(), B);
    if (any_reset(f.reset, t, B)) {
      const std::uint8_t* reset = f.reset + static_cast<long>(t) * B;
      copy_unless_reset(s.dh.data(), reset, H, B, s.dh.data());
      copy_unless_reset(s.dc.data(), reset, H, B, s.dc.data());
    }
  }
  if (b.dh0 != nullptr) Slice<Scalar>(b.dh0, H, B) = s.dh;
  if (b.dc0 != nullptr) Slice<Scalar>(b.dc0, H, B) = s.dc;
}

template void lstm_norm_forward(const CellForward<float>&, float*);
template void lstm_norm_forward(const CellForward<double>&, double*);
template void lstm_norm_backward(const CellForward<float>&, const CellBackward<float>&);
template void lstm_norm_backward(const CellForward<double>&, const CellBackward<double>&);

}  // namespace lstmtrain::nn
