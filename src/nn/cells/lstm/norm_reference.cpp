// Stage 9: the LSTM with LayerNorm inside over one block of lanes, in Eigen; the reference that the
// fused kernel is tested against. Formulas: nn/cells/norm_cell.hpp. Only n(W_hh h) is kept; the
// backward pass makes n(W_ih x), the gates and n(c) again.
#include "nn/cells/norm_reference.hpp"

#include "nn/cells/lstm/lstm.hpp"

namespace lstmtrain::nn {
namespace {

// One step of a layer: its arrays in scratch, 13 H + 4 features of it. The gates are i f g o.
template <class Scalar>
struct Step : NormStep<Scalar> {
  using Base = NormStep<Scalar>;
  using Base::f, Base::gates, Base::gate, Base::n_x, Base::dh, Base::mean, Base::projection;
  Slice<Scalar> n_c, tanh_c, dc;  // [H][B]
  Slice<Scalar> rstd_c;           // [1][B]

  Step(const CellForward<Scalar>& forward, Scalar* scratch)
      : Base(forward, 4, scratch),
        n_c(this->end, f.H, f.B),
        tanh_c(n_c.data() + n_c.size(), f.H, f.B),
        dc(tanh_c.data() + n_c.size(), f.H, f.B),
        rstd_c(dc.data() + n_c.size(), 1, f.B) {}

  // From n(W_hh h_{t-1}).
  void make_gates(int t) {
    const int H = f.H, B = f.B;
    const Slice<Scalar> n_h = this->n_h(t);
    this->make_n_x(t);
    // a_t = norm_ih n(W_ih x_t) + bias_ih + norm_hh n(W_hh h_{t-1}) + bias_hh
    for (int r = 0; r < 4 * H; ++r) {
      const Scalar bias = f.bias_ih[r] + f.bias_hh[r];
      gates.row(r) = f.norm.ih[r] * n_x.row(r) + f.norm.hh[r] * n_h.row(r) + bias;
    }
    // i, f, o = sigmoid(a_i, a_f, a_o); g = tanh(a_g)
    sigmoid_in_place<Scalar>(Slice<Scalar>(gates.data(), 2 * H, B));
    tanh_in_place<Scalar>(gate(2));
    sigmoid_in_place<Scalar>(gate(3));
  }

  // tanh_c = tanh(norm_c n(c_t) + norm_c_bias)
  void make_tanh_c(int t) {
    n_c = ConstSlice<Scalar>(f.c + (t + 1) * n_c.size(), f.H, f.B);
    normalize(n_c, rstd_c);
    for (int j = 0; j < f.H; ++j) tanh_c.row(j) = f.norm.c[j] * n_c.row(j) + f.norm.c_bias[j];
    tanh_in_place<Scalar>(tanh_c);
  }

  Scalar* dc_data() { return dc.data(); }

  void make_states(int t) {
    Slice<Scalar> c(f.c + (t + 1) * n_c.size(), f.H, f.B);
    const ConstSlice<Scalar> c_prev(this->c_prev(t), f.H, f.B);
    // c_t = f_t * c_{t-1} + i_t * g_t
    c = gate(1) * c_prev + gate(0) * gate(2);
    // h_t = o_t * tanh(norm_c n(c_t) + norm_c_bias)
    make_tanh_c(t);
    Slice<Scalar>(f.h + (t + 1) * n_c.size(), f.H, f.B) = gate(3) * tanh_c;
  }

  // From dh = dL/dh_t and dc = dL/dc_{t} of step t+1, which become those of step t-1: the gates'
  // gradients in place of the gates; n_c and tanh_c are used up.
  void gate_gradients(const CellBackward<Scalar>& b, int t) {
    Slice<Scalar> i = gate(0), fg = gate(1), g = gate(2), o = gate(3);
    const ConstSlice<Scalar> c_prev(this->c_prev(t), f.H, f.B);
    make_tanh_c(t);
    // da_o = dh_t tanh_c o (1 - o); through the norm of c to dc_t
    dh *= o;
    o = dh * tanh_c * (1 - o);
    dh *= d_tanh(tanh_c);
    for (int j = 0; j < f.H; ++j) b.d_norm.c_bias[j] += dh.row(j).sum();
    normalize_backward(dh, rstd_c, f.norm.c, mean, projection, b.d_norm.c, n_c);
    dc += n_c;
    // dc_{t-1} = dc_t f_t
    dh = dc * fg;
    // da_f = dc_t c_{t-1} f (1 - f)
    fg = dc * c_prev * d_sigmoid(fg);
    // da_i = dc_t g i (1 - i)
    tanh_c = dc * g * d_sigmoid(i);
    // da_g = dc_t i (1 - g^2)
    g = dc * i * d_tanh(g);
    i = tanh_c;
    dc = dh;
    for (Scalar* d_bias : {b.d_bias_ih, b.d_bias_hh}) this->add_gate_sums(d_bias);
    this->back_through_x(b, t);
    this->back_through_h(b, t, Scalar(0));
    stop_at_resets(f, t, dc.data());
  }
};

}  // namespace

LSTMTRAIN_NORM_REFERENCE(lstm_norm)

}  // namespace lstmtrain::nn
