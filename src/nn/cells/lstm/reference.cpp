// Stage 9: the LSTM over one block of lanes, in Eigen; the reference that the fused kernel is
// tested against. Formulas: Hochreiter & Schmidhuber 1997; forget gate: Gers et al. 2000; letters
// and order as torch.nn.LSTM.
#include "nn/cells/reference.hpp"

#include <algorithm>

#include "nn/cells/lstm/lstm.hpp"

namespace lstmtrain::nn {
namespace {

// What is kept of step t, [H][B] each.
template <class Scalar>
struct Kept {
  Slice<Scalar> i, f, g, o, tanh_c;
};

template <class Scalar>
Kept<Scalar> kept_at(const CellForward<Scalar>& f, int t) {
  const auto row = [&](int r) { return kept_row(f, kLstmReferenceRows, t, r); };
  return {row(0), row(1), row(2), row(3), row(4)};
}

}  // namespace

template <class Scalar>
void lstm_forward(const CellForward<Scalar>& f, Scalar* /*scratch*/) {
  const int H = f.H, B = f.B;
  const long state = static_cast<long>(H) * B;
  for (int t = 0; t < f.T; ++t) {
    Kept<Scalar> k = kept_at(f, t);

    // a_t = W_ih x_t + b_ih + W_hh h_{t-1} + b_hh
    const Scalar* h_prev = entering(f.h, f.reset, t, H, B, k.tanh_c.data());
    Slice<Scalar> a(k.i.data(), 4 * H, B);
    for (int r = 0; r < 4 * H; ++r) a.row(r).setConstant(f.bias_ih[r] + f.bias_hh[r]);
    add_input_product(f, t, 4 * H, Scalar(1), a.data());
    add_hidden_product(f, h_prev, 0, 4 * H, Scalar(1), a.data());

    // i, f, o = sigmoid(a_i, a_f, a_o); g = tanh(a_g)
    sigmoid_in_place<Scalar>(Slice<Scalar>(a.data(), 2 * H, B));
    tanh_in_place<Scalar>(k.g);
    sigmoid_in_place<Scalar>(k.o);

    // c_t = f_t * c_{t-1} + i_t * g_t
    Slice<Scalar> c(f.c + (t + 1) * state, H, B);
    const Scalar* c_prev = entering(f.c, f.reset, t, H, B, k.tanh_c.data());
    c = k.f * ConstSlice<Scalar>(c_prev, H, B) + k.i * k.g;

    // h_t = o_t * tanh(c_t)
    k.tanh_c = c;
    tanh_in_place<Scalar>(k.tanh_c);
    Slice<Scalar>(f.h + (t + 1) * state, H, B) = k.o * k.tanh_c;
  }
}

template <class Scalar>
void lstm_backward(const CellForward<Scalar>& f, const CellBackward<Scalar>& b) {
  const int H = f.H, B = f.B;
  const long state = static_cast<long>(H) * B;
  Slice<Scalar> dh_next(b.scratch, H, B), dc_next(b.scratch + state, H, B);
  Scalar* masked = b.scratch + 2 * state;
  dh_next.setZero();
  dc_next.setZero();
  std::fill_n(b.dh, b.dh_begin * state, Scalar(0));
  for (int t = f.T - 1; t >= 0; --t) {
    Kept<Scalar> k = kept_at(f, t);
    Slice<Scalar> dh(b.dh + t * state, H, B);
    const ConstSlice<Scalar> c_prev(entering(f.c, f.reset, t, H, B, masked), H, B);

    // dL/dh_t comes from above and from step t+1; dL/dc_t likewise
    dh += dh_next;
    dc_next += dh * k.o * d_tanh(k.tanh_c);

    // gate gradients, in place of the gates; df needs c_{t-1}, dc_{t-1} = dc_t * f_t the gate
    // itself
    k.o = dh * k.tanh_c * d_sigmoid(k.o);
    k.tanh_c = dc_next * k.f;
    k.f = dc_next * c_prev * d_sigmoid(k.f);
    dh = dc_next * k.g * d_sigmoid(k.i);
    k.g = dc_next * k.i * d_tanh(k.g);
    k.i = dh;
    dc_next = k.tanh_c;

    const Scalar* dG = k.i.data();
    back_to_input(f, b, t, 4 * H, dG);
    back_to_hidden(f, b, entering(f.h, f.reset, t, H, B, masked), 0, 4 * H, dG, Scalar(0),
                   dh_next.data());
    for (Scalar* d_bias : {b.d_bias_ih, b.d_bias_hh})
      add_lane_sums<Scalar>(ConstSlice<Scalar>(dG, 4 * H, B), d_bias);
    for (Slice<Scalar>* d_state : {&dh_next, &dc_next}) stop_at_resets(f, t, d_state->data());
  }
  give_state(f, dh_next.data(), b.dh0);
  give_state(f, dc_next.data(), b.dc0);
}

LSTMTRAIN_INSTANTIATE_PASS(lstm)

}  // namespace lstmtrain::nn
