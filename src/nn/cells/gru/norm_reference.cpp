// Stage 9: the GRU with LayerNorm inside over one block of lanes, in Eigen; the reference that the
// fused kernel is tested against. Formulas: nn/cells/norm_cell.hpp. Only n(W_hh h) is kept; the
// backward pass makes n(W_ih x) and the gates again.
#include "nn/cells/norm_reference.hpp"

#include "nn/cells/gru/gru.hpp"

namespace lstmtrain::nn {
namespace {

// One step of a layer: its arrays in scratch, 10 H + 3 features of it. The gates are r z n.
template <class Scalar>
struct Step : NormStep<Scalar> {
  using Base = NormStep<Scalar>;
  using Base::f, Base::gates, Base::gate, Base::n_x, Base::dh;
  Slice<Scalar> q, da;  // [H][B]

  Step(const CellForward<Scalar>& forward, Scalar* scratch)
      : Base(forward, 3, scratch), q(this->end, f.H, f.B), da(q.data() + q.size(), f.H, f.B) {}

  // From n(W_hh h_{t-1}).
  void make_gates(int t) {
    const int H = f.H, B = f.B;
    const Slice<Scalar> n_h = this->n_h(t);
    this->make_n_x(t);
    // a_x = norm_ih n(W_ih x_t) + bias_ih; a_h = norm_hh n(W_hh h_{t-1}) + bias_hh
    for (int r = 0; r < 3 * H; ++r) gates.row(r) = f.norm.ih[r] * n_x.row(r) + f.bias_ih[r];
    for (int r = 0; r < 2 * H; ++r) gates.row(r) += f.norm.hh[r] * n_h.row(r) + f.bias_hh[r];
    for (int r = 2 * H; r < 3 * H; ++r) q.row(r - 2 * H) = f.norm.hh[r] * n_h.row(r) + f.bias_hh[r];
    // r, z = sigmoid(a_x + a_h); n = tanh(a_x + r q), q the third part of a_h
    sigmoid_in_place<Scalar>(Slice<Scalar>(gates.data(), 2 * H, B));
    gate(2) += gate(0) * q;
    tanh_in_place<Scalar>(gate(2));
  }

  Scalar* dc_data() { return nullptr; }

  void make_states(int t) {
    // h_t = (1 - z) * n + z * h_{t-1}
    const ConstSlice<Scalar> h_prev(this->h_prev(t), f.H, f.B);
    Slice<Scalar> z = gate(1), n = gate(2);
    Slice<Scalar>(f.h + (t + 1) * dh.size(), f.H, f.B) = (1 - z) * n + z * h_prev;
  }

  // From dh = dL/dh_t, which becomes that of step t-1: the gradients of a_x in place of the gates,
  // that of a_h's third part in q.
  void gate_gradients(const CellBackward<Scalar>& b, int t) {
    Slice<Scalar> r = gate(0), z = gate(1), n = gate(2);
    const ConstSlice<Scalar> h_prev(this->h_prev(t), f.H, f.B);
    // dn = dh (1-z) tanh', dz = dh (h_{t-1} - n) sigma', dr = dn q sigma', dq = dn r
    da = dh * z;
    z = dh * (h_prev - n) * d_sigmoid(z);
    n = (dh - da) * d_tanh(n);
    dh = da;
    da = n * q * d_sigmoid(r);
    q = n * r;
    r = da;
    this->add_gate_sums(b.d_bias_ih);
    this->back_through_x(b, t);

    // the third part of a_h has q's gradient
    n = q;
    this->add_gate_sums(b.d_bias_hh);
    this->back_through_h(b, t, Scalar(1));
  }
};

}  // namespace

LSTMTRAIN_NORM_REFERENCE(gru_norm)

}  // namespace lstmtrain::nn
