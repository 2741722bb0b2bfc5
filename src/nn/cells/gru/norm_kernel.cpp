// Stage 9: the fused GRU with LayerNorm inside over one block of lanes; the plan is that of
// lstm/norm_kernel.cpp. W_ih and W_hh take different gradients in the rows of n: da_n, and da_n r.
// Formulas: nn/cells/norm_cell.hpp; norms over products: kernels/norm-inl.hpp; loops:
// kernels/steps-inl.hpp.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/cells/gru/norm_kernel.cpp"
#include "hwy/foreach_target.h"
#include "nn/cells/gru/gru.hpp"
#include "nn/cells/gru/unit-inl.hpp"
#include "nn/kernels/dispatch.hpp"
#include "nn/kernels/norm-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lstmtrain::nn::HWY_NAMESPACE {

template <class T>
HWY_NOINLINE void gru_norm_states(const NormedStep<T>& step, int H, const T* h_prev, T* h) {
  const Tag<T> d;
  const int N = static_cast<int>(hn::Lanes(d));
  for (long j = 0; j < H; ++j)
    for (long lane = 0; lane < step.B; lane += N) {
      const long at = j * step.B + lane;
      const auto a_x = [&](int g) HWY_ATTR {
        return step.a_x(d, g * H + j, step.n_x(d, g * H + j, lane));
      };
      const auto a_h = [&](int g) HWY_ATTR {
        return step.a_h(d, g * H + j, step.n_h(d, g * H + j, lane));
      };
      // r, z = sigmoid(a_x + a_h); n = tanh(a_x + r a_h)
      const auto r = vector_sigmoid(d, hn::Add(a_x(0), a_h(0)));
      const auto z = vector_sigmoid(d, hn::Add(a_x(1), a_h(1)));
      const auto n = vector_tanh(d, hn::MulAdd(r, a_h(2), a_x(2)));
      // h_t = (1 - z) * n + z * h_{t-1}
      hn::StoreU(hn::MulAdd(z, hn::Sub(hn::LoadU(d, h_prev + at), n), n), d, h + at);
    }
}

// Gate gradients of step t towards W_ih and W_hh, from dL/dh_t, whose direct part of
// dL/dh_{t-1} goes to s.dh.
template <class T>
HWY_NOINLINE void gru_norm_gate_gradients(const CellForward<T>& f, const CellBackward<T>& b, int t,
                                          const NormedStep<T>& step, const NormScratch<T>& s,
                                          const T* h_prev, T* out_x, T* out_h) {
  const Tag<T> d;
  const int N = static_cast<int>(hn::Lanes(d)), H = f.H;
  const long B = f.B, state = H * B;
  const IncomingGradient<T> dh_t = incoming(f, b, t, s.dh);
  for (T* sums : {s.projection_x, s.projection_h}) std::fill_n(sums, B, T(0));
  for (long j = 0; j < H; ++j) {
    auto sum_r = hn::Zero(d), sum_z = sum_r, sum_n = sum_r, sum_q = sum_r;
    for (long lane = 0; lane < B; lane += N) {
      const long at = j * B + lane;
      const auto rx = step.n_x(d, j, lane), rh = step.n_h(d, j, lane);
      const auto zx = step.n_x(d, H + j, lane), zh = step.n_h(d, H + j, lane);
      const auto nx = step.n_x(d, 2 * H + j, lane), nh = step.n_h(d, 2 * H + j, lane);
      const auto r = vector_sigmoid(d, hn::Add(step.a_x(d, j, rx), step.a_h(d, j, rh)));
      const auto z = vector_sigmoid(d, hn::Add(step.a_x(d, H + j, zx), step.a_h(d, H + j, zh)));
      const auto q = step.a_h(d, 2 * H + j, nh);
      const auto n = vector_tanh(d, hn::MulAdd(r, q, step.a_x(d, 2 * H + j, nx)));
      hn::Vec<Tag<T>> dr, dz, dn, dq, dh_prev;
      gru_state_gradients(d, dh_t(d, at), hn::LoadU(d, h_prev + at), r, z, n, q, dr, dz, dn, dq,
                          dh_prev);
      hn::StoreU(dh_prev, d, s.dh + at);
      auto p_x = hn::LoadU(d, s.projection_x + lane), p_h = hn::LoadU(d, s.projection_h + lane);
      const auto give = [&](int g, auto da_x, auto n_x, auto da_h, auto n_h) HWY_ATTR {
        hn::StoreU(da_x, d, out_x + g * state + at);
        hn::StoreU(da_h, d, out_h + g * state + at);
        project(d, step.gain_x + g * H + j, step.gain_h + g * H + j, da_x, n_x, da_h, n_h, p_x,
                p_h);
      };
      give(0, dr, rx, dr, rh);
      give(1, dz, zx, dz, zh);
      give(2, dn, nx, dq, nh);
      hn::StoreU(p_x, d, s.projection_x + lane);
      hn::StoreU(p_h, d, s.projection_h + lane);
      add_each(sum_r, dr, sum_z, dz, sum_n, dn, sum_q, dq);
    }
    add_lane_sums(d, sum_r, sum_z, sum_n, sum_q, s.d_bias + 4 * j);
  }
}

template <class T>
struct GruNormKernel : NormKernel<T, 3, false> {
  using Scratch = NormScratch<T>;
  static constexpr bool kDirect = true;

  static void pack_forward(const CellForward<T>& f, const Scratch& s) {
    pack_norm_products(f, 3, s);
  }
  static Transposed<T> pack_backward(const CellForward<T>& f, bool /*dx*/, const Scratch& s) {
    pack_forward(f, s);
    return {s.transposed_x, s.transposed_h};
  }

  static void forward_step(const CellForward<T>& f, int t, const Scratch& s,
                           const Entering<T>& from) {
    const NormKept<T> kept(f, 3, false, t);
    product_of_h(f, 3, from.h, s, kept);
    product_of_x(f, 3, t, s);
    gru_norm_states(normed_step(f, kept, s, f.bias_ih, f.bias_hh), f.H, from.h,
                    f.h + static_cast<long>(t + 1) * f.H * f.B);
  }

  static void gate_gradients(const CellForward<T>& f, const CellBackward<T>& b, int t,
                             const Scratch& s, const Entering<T>& from,
                             const GateGradients<T>& out) {
    const NormKept<T> kept(f, 3, false, t);
    product_of_x(f, 3, t, s);
    gru_norm_gate_gradients(f, b, t, normed_step(f, kept, s, f.bias_ih, f.bias_hh), s, from.h,
                            out.x, out.h);
    product_gradients<3, T>(
        f.H, f.B, {out.x, s.product_x, s.rstd_x, s.projection_x, f.norm.ih, s.d_gain_x, out.x},
        {out.h, kept.product, kept.rstd, s.projection_h, f.norm.hh, s.d_gain_h, out.h});
  }

  static void add_gradients(const CellForward<T>& f, const CellBackward<T>& b, const Scratch& s) {
    add_norm_gradients(f, b, 3, s);
    add_unit_sums(s.d_bias, 3, f.H, b.d_bias_ih);
    add_parted_sums(s.d_bias, 2, f.H, b.d_bias_hh);
  }
};

LSTMTRAIN_KERNEL_ENTRIES(gru_norm, GruNormKernel)

}  // namespace lstmtrain::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
LSTMTRAIN_KERNEL_DISPATCH(gru_norm)
#endif
