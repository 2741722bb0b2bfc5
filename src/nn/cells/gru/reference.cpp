// Stage 9: the GRU over one block of lanes, in Eigen; the reference that the fused kernel is tested
// against. Formulas: Cho et al. 2014 with the reset after the matmul; letters and order as
// torch.nn.GRU.
#include "nn/cells/reference.hpp"

#include <algorithm>

#include "nn/cells/gru/gru.hpp"

namespace lstmtrain::nn {
namespace {

// What is kept of step t, [H][B] each.
template <class Scalar>
struct Kept {
  Slice<Scalar> r, z, n, q;
};

template <class Scalar>
Kept<Scalar> kept_at(const CellForward<Scalar>& f, int t) {
  const auto row = [&](int r) { return kept_row(f, kGruRows, t, r); };
  return {row(0), row(1), row(2), row(3)};
}

}  // namespace

template <class Scalar>
void gru_forward(const CellForward<Scalar>& f, Scalar* /*scratch*/) {
  const int H = f.H, B = f.B;
  for (int t = 0; t < f.T; ++t) {
    Kept<Scalar> k = kept_at(f, t);
    Slice<Scalar> h(f.h + static_cast<long>(t + 1) * H * B, H, B);
    const Scalar* h_prev = entering(f.h, f.reset, t, H, B, h.data());

    // a_rz = W_ih x_t + b_ih + W_hh h_{t-1} + b_hh; q = W_hn h_{t-1} + b_hn; a_n = W_in x_t + b_in
    Slice<Scalar> a(k.r.data(), 4 * H, B);
    for (int j = 0; j < 2 * H; ++j) a.row(j).setConstant(f.bias_ih[j] + f.bias_hh[j]);
    for (int j = 2 * H; j < 3 * H; ++j) {
      a.row(j).setConstant(f.bias_ih[j]);
      a.row(j + H).setConstant(f.bias_hh[j]);
    }
    add_input_product(f, t, 3 * H, Scalar(1), a.data());
    add_hidden_product(f, h_prev, 0, 2 * H, Scalar(1), a.data());
    add_hidden_product(f, h_prev, 2 * H, H, Scalar(1), k.q.data());

    // r, z = sigmoid(a_r, a_z); n = tanh(a_n + r * q)
    sigmoid_in_place<Scalar>(Slice<Scalar>(a.data(), 2 * H, B));
    k.n += k.r * k.q;
    tanh_in_place<Scalar>(k.n);

    // h_t = (1 - z) * n + z * h_{t-1}
    h = (1 - k.z) * k.n + k.z * ConstSlice<Scalar>(h_prev, H, B);
  }
}

template <class Scalar>
void gru_backward(const CellForward<Scalar>& f, const CellBackward<Scalar>& b) {
  const int H = f.H, B = f.B;
  const long state = static_cast<long>(H) * B;
  Slice<Scalar> dh_next(b.scratch, H, B);
  Scalar* masked = b.scratch + state;
  dh_next.setZero();
  std::fill_n(b.dh, b.dh_begin * state, Scalar(0));
  for (int t = f.T - 1; t >= 0; --t) {
    Kept<Scalar> k = kept_at(f, t);
    Slice<Scalar> dh(b.dh + t * state, H, B);
    const Scalar* h_prev = entering(f.h, f.reset, t, H, B, masked);

    // dL/dh_t comes from above and from step t+1; the direct way to h_{t-1} is dh * z
    dh += dh_next;
    dh_next = dh * k.z;

    // gate gradients, in place of the gates: da_z = dh (h_{t-1} - n) z (1 - z)
    k.z = dh * (ConstSlice<Scalar>(h_prev, H, B) - k.n) * d_sigmoid(k.z);
    // da_n = dh (1 - z) (1 - n^2)
    k.n = (dh - dh_next) * d_tanh(k.n);
    // da_r = da_n q r (1 - r)
    dh = k.n * k.q * d_sigmoid(k.r);
    // dq = da_n r
    k.q = k.n * k.r;
    k.r = dh;

    // the n rows of W_hh take dq
    back_to_input(f, b, t, 3 * H, k.r.data());
    back_to_hidden(f, b, h_prev, 0, 2 * H, k.r.data(), Scalar(1), dh_next.data());
    back_to_hidden(f, b, h_prev, 2 * H, H, k.q.data(), Scalar(1), dh_next.data());
    add_lane_sums<Scalar>(ConstSlice<Scalar>(k.r.data(), 3 * H, B), b.d_bias_ih);
    add_lane_sums<Scalar>(ConstSlice<Scalar>(k.r.data(), 2 * H, B), b.d_bias_hh);
    add_lane_sums<Scalar>(ConstSlice<Scalar>(k.q.data(), H, B), b.d_bias_hh + 2 * H);
    stop_at_resets(f, t, dh_next.data());
  }
  give_state(f, dh_next.data(), b.dh0);
}

LSTMTRAIN_INSTANTIATE_PASS(gru)

}  // namespace lstmtrain::nn
