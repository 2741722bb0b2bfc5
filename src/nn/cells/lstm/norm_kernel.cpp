// Stage 9: the fused LSTM with LayerNorm inside over one block of lanes; lanes are the vector
// dimension. Of a step only W_hh h and the norms' statistics are kept: the backward pass makes W_ih
// x, the gates and tanh again, which halves the memory between the passes. Formulas:
// nn/cells/norm_cell.hpp; norms over products: kernels/norm-inl.hpp; loops: kernels/steps-inl.hpp.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/cells/lstm/norm_kernel.cpp"
#include "hwy/foreach_target.h"
#include "nn/cells/lstm/lstm.hpp"
#include "nn/cells/lstm/unit-inl.hpp"
#include "nn/kernels/dispatch.hpp"
#include "nn/kernels/norm-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lstmtrain::nn::HWY_NAMESPACE {

// Both products of a step; the biases are summed.
template <class T>
NormedStep<T> lstm_normed_step(const CellForward<T>& f, const NormKept<T>& kept,
                               const NormScratch<T>& s) {
  return normed_step<T>(f, kept, s, s.bias, nullptr);
}

// The pre-activation of one gate, from both normalised products.
template <class T, class D, class V = hn::Vec<D>>
HWY_INLINE V lstm_gate_input(D d, const NormedStep<T>& step, long row, V n_x, V n_h) {
  return hn::MulAdd(n_h, hn::Set(d, step.gain_h[row]), step.a_x(d, row, n_x));
}
template <class T, class D, class V = hn::Vec<D>>
HWY_INLINE V lstm_gate_input(D d, const NormedStep<T>& step, long row, long lane) {
  return lstm_gate_input(d, step, row, step.n_x(d, row, lane), step.n_h(d, row, lane));
}

// c_t and o_t; o may take the place of its row of the product.
template <class T>
HWY_NOINLINE void lstm_norm_states(const NormedStep<T>& step, int H, const T* c_prev, T* c, T* o) {
  const Tag<T> d;
  const int N = static_cast<int>(hn::Lanes(d));
  for (long j = 0; j < H; ++j)
    for (long lane = 0; lane < step.B; lane += N) {
      const long at = j * step.B + lane;
      // i, f, o = sigmoid(a_i, a_f, a_o); g = tanh(a_g)
      const auto i = vector_sigmoid(d, lstm_gate_input(d, step, j, lane));
      const auto fg = vector_sigmoid(d, lstm_gate_input(d, step, H + j, lane));
      const auto g = vector_tanh(d, lstm_gate_input(d, step, 2 * H + j, lane));
      hn::StoreU(vector_sigmoid(d, lstm_gate_input(d, step, 3 * H + j, lane)), d, o + at);
      // c_t = f_t * c_{t-1} + i_t * g_t
      hn::StoreU(hn::MulAdd(fg, hn::LoadU(d, c_prev + at), hn::Mul(i, g)), d, c + at);
    }
}

// h_t = o_t * tanh(norm_c n(c_t) + norm_c_bias)
template <class T>
HWY_NOINLINE void lstm_norm_outputs(const CellForward<T>& f, const NormKept<T>& kept, const T* c,
                                    const T* o, T* h) {
  const Tag<T> d;
  const int N = static_cast<int>(hn::Lanes(d)), B = f.B;
  for (long j = 0; j < f.H; ++j) {
    const auto gain = hn::Set(d, f.norm.c[j]), bias = hn::Set(d, f.norm.c_bias[j]);
    for (long lane = 0; lane < B; lane += N) {
      const long at = j * B + lane;
      const auto n = n_of_c(d, c + at, kept, lane);
      const auto tanh_c = vector_tanh(d, hn::MulAdd(n, gain, bias));
      hn::StoreU(hn::Mul(hn::LoadU(d, o + at), tanh_c), d, h + at);
    }
  }
}

// From dL/dh_t: da_o, and in s.dh dn of the norm of c with its sums.
template <class T>
HWY_NOINLINE void lstm_norm_output_gradients(const CellForward<T>& f, const CellBackward<T>& b,
                                             int t, const NormKept<T>& kept,
                                             const NormScratch<T>& s, T* out) {
  const Tag<T> d;
  const int N = static_cast<int>(hn::Lanes(d)), H = f.H;
  const long B = f.B, state = H * B;
  const NormedStep<T> step = lstm_normed_step(f, kept, s);
  const T* c = f.c + (t + 1) * state;
  const IncomingGradient<T> dh_t = incoming(f, b, t, s.dh);
  const auto one = hn::Set(d, T(1)), zero = hn::Zero(d);
  for (T* sums : {s.sum_c, s.projection_c, s.projection_x, s.projection_h})
    std::fill_n(sums, B, T(0));
  for (long j = 0; j < H; ++j) {
    const auto gain = hn::Set(d, f.norm.c[j]), bias = hn::Set(d, f.norm.c_bias[j]);
    auto sum_gain = zero, sum_bias = zero, sum_o = zero;
    for (long lane = 0; lane < B; lane += N) {
      const long at = j * B + lane;
      const auto o = vector_sigmoid(d, lstm_gate_input(d, step, 3 * H + j, lane));
      const auto n = n_of_c(d, c + at, kept, lane);
      const auto tanh_c = vector_tanh(d, hn::MulAdd(n, gain, bias));
      // da_o = dh_t tanh_c o (1 - o); du = dh_t o (1 - tanh_c^2), u = norm_c n(c_t) + norm_c_bias
      const auto dho = hn::Mul(dh_t(d, at), o);
      const auto do_ = hn::Mul(hn::Mul(dho, tanh_c), hn::Sub(one, o));
      const auto du = hn::Mul(dho, hn::NegMulAdd(tanh_c, tanh_c, one));
      const auto dn = hn::Mul(du, gain);
      hn::StoreU(do_, d, out + 3 * state + at);
      hn::StoreU(dn, d, s.dh + at);
      hn::StoreU(hn::Add(hn::LoadU(d, s.sum_c + lane), dn), d, s.sum_c + lane);
      hn::StoreU(hn::MulAdd(dn, n, hn::LoadU(d, s.projection_c + lane)), d, s.projection_c + lane);
      sum_gain = hn::MulAdd(du, n, sum_gain);
      sum_bias = hn::Add(sum_bias, du);
      sum_o = hn::Add(sum_o, do_);
    }
    add_lane_sums(d, sum_gain, sum_bias, sum_o, zero, s.d_state + 4 * j);
  }
}

// Gate gradients of step t from dL/dc_t = that of step t+1 and what comes through the norm of c;
// s.dc becomes dL/dc_{t-1}.
template <class T>
HWY_NOINLINE void lstm_norm_gate_gradients(const CellForward<T>& f, int t, const NormKept<T>& kept,
                                           const NormScratch<T>& s, const T* c_prev, T* out) {
  const Tag<T> d;
  const int N = static_cast<int>(hn::Lanes(d)), H = f.H;
  const long B = f.B, state = H * B;
  const NormedStep<T> step = lstm_normed_step(f, kept, s);
  const T* c = f.c + (t + 1) * state;
  const auto share = hn::Set(d, T(1) / static_cast<T>(H));
  for (long j = 0; j < H; ++j) {
    auto sum_i = hn::Zero(d), sum_f = sum_i, sum_g = sum_i;
    for (long lane = 0; lane < B; lane += N) {
      const long at = j * B + lane;
      // dc_t += rstd (dn - mean(dn) - n mean(dn n))
      const auto rstd_c = hn::LoadU(d, kept.rstd_c + lane);
      const auto n_c = n_of_c(d, c + at, kept, lane);
      auto dn = hn::NegMulAdd(hn::LoadU(d, s.sum_c + lane), share, hn::LoadU(d, s.dh + at));
      dn = hn::NegMulAdd(hn::Mul(n_c, share), hn::LoadU(d, s.projection_c + lane), dn);
      auto dc = hn::Mul(rstd_c, dn);
      if (t < f.T - 1) dc = hn::Add(dc, hn::LoadU(d, s.dc + at));
      auto p_x = hn::LoadU(d, s.projection_x + lane), p_h = hn::LoadU(d, s.projection_h + lane);
      const auto give = [&](int g, auto da, auto n_x, auto n_h) HWY_ATTR {
        hn::StoreU(da, d, out + g * state + at);
        project(d, step.gain_x + g * H + j, step.gain_h + g * H + j, da, n_x, da, n_h, p_x, p_h);
      };
      const auto ix = step.n_x(d, j, lane), ih = step.n_h(d, j, lane);
      const auto fx = step.n_x(d, H + j, lane), fh = step.n_h(d, H + j, lane);
      const auto gx = step.n_x(d, 2 * H + j, lane), gh = step.n_h(d, 2 * H + j, lane);
      const auto i = vector_sigmoid(d, lstm_gate_input(d, step, j, ix, ih));
      const auto fg = vector_sigmoid(d, lstm_gate_input(d, step, H + j, fx, fh));
      const auto g = vector_tanh(d, lstm_gate_input(d, step, 2 * H + j, gx, gh));
      hn::Vec<Tag<T>> di, df, dg, dc_prev;
      lstm_state_gradients(d, dc, hn::LoadU(d, c_prev + at), i, fg, g, di, df, dg, dc_prev);
      hn::StoreU(dc_prev, d, s.dc + at);
      give(0, di, ix, ih);
      give(1, df, fx, fh);
      give(2, dg, gx, gh);
      give(3, hn::LoadU(d, out + 3 * state + at), step.n_x(d, 3 * H + j, lane),
           step.n_h(d, 3 * H + j, lane));
      hn::StoreU(p_x, d, s.projection_x + lane);
      hn::StoreU(p_h, d, s.projection_h + lane);
      sum_i = hn::Add(sum_i, di);
      sum_f = hn::Add(sum_f, df);
      sum_g = hn::Add(sum_g, dg);
    }
    add_lane_sums(d, sum_i, sum_f, sum_g, hn::Zero(d), s.d_bias + 4 * j);
  }
}

template <class T>
struct LstmNormKernel : NormKernel<T, 4, true> {
  using Scratch = NormScratch<T>;
  static constexpr bool kDirect = false;

  static void pack_forward(const CellForward<T>& f, const Scratch& s) {
    pack_norm_products(f, 4, s);
    for (int r = 0; r < 4 * f.H; ++r) s.bias[r] = f.bias_ih[r] + f.bias_hh[r];
  }
  static Transposed<T> pack_backward(const CellForward<T>& f, bool /*dx*/, const Scratch& s) {
    pack_forward(f, s);
    return {s.transposed_x, s.transposed_h};
  }

  static void forward_step(const CellForward<T>& f, int t, const Scratch& s,
                           const Entering<T>& from) {
    const long state = static_cast<long>(f.H) * f.B;
    T *c = f.c + (t + 1) * state, *o = s.product_x + 3 * state;
    const NormKept<T> kept(f, 4, true, t);
    product_of_h(f, 4, from.h, s, kept);
    product_of_x(f, 4, t, s);
    lstm_norm_states(lstm_normed_step(f, kept, s), f.H, from.c, c, o);
    unit_statistics(c, f.H, f.B, kept.mean_c, kept.rstd_c);
    lstm_norm_outputs(f, kept, c, o, f.h + (t + 1) * state);
  }

  static void gate_gradients(const CellForward<T>& f, const CellBackward<T>& b, int t,
                             const Scratch& s, const Entering<T>& from,
                             const GateGradients<T>& out) {
    const NormKept<T> kept(f, 4, true, t);
    product_of_x(f, 4, t, s);
    lstm_norm_output_gradients(f, b, t, kept, s, out.h);
    lstm_norm_gate_gradients(f, t, kept, s, from.c, out.h);
    product_gradients<4, T>(
        f.H, f.B, {out.h, s.product_x, s.rstd_x, s.projection_x, f.norm.ih, s.d_gain_x, out.x},
        {out.h, kept.product, kept.rstd, s.projection_h, f.norm.hh, s.d_gain_h, out.h});
  }

  static void add_gradients(const CellForward<T>& f, const CellBackward<T>& b, const Scratch& s) {
    add_norm_gradients(f, b, 4, s);
    for (T* d_bias : {b.d_bias_ih, b.d_bias_hh}) {
      add_unit_sums(s.d_bias, 3, f.H, d_bias);
      for (int j = 0; j < f.H; ++j) d_bias[3 * f.H + j] += s.d_state[4 * j + 2];
    }
    for (int j = 0; j < f.H; ++j) {
      b.d_norm.c[j] += s.d_state[4 * j];
      b.d_norm.c_bias[j] += s.d_state[4 * j + 1];
    }
  }
};

LSTMTRAIN_KERNEL_ENTRIES(lstm_norm, LstmNormKernel)

}  // namespace lstmtrain::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
LSTMTRAIN_KERNEL_DISPATCH(lstm_norm)
#endif
