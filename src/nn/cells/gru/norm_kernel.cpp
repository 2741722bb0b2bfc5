// Stage 9: the fused GRU with LayerNorm inside over one block of lanes; the plan is that of
// lstm_norm_kernel.cpp. W_ih and W_hh take different gradients in the rows of n: da_n, and da_n r.
// Formulas: nn/norm_cell.hpp; norms over products: kernel_norm-inl.hpp.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/cells/gru/norm_kernel.cpp"
#include "hwy/foreach_target.h"
#include "nn/cells/norm_kernels.hpp"
#include "nn/kernels/dispatch.hpp"
#include "nn/kernels/norm-inl.hpp"
#include "nn/kernels/target.hpp"

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

template <class T>
void gru_norm_forward_steps(const CellForward<T>& f, T* scratch) {
  const int D = f.D, H = f.H, B = f.B;
  const long state = static_cast<long>(H) * B;
  const NormScratch<T> s(3, D, H, B, scratch);
  pack_norm_products(f, 3, s);
  for (int t = 0; t < f.T; ++t) {
    const T* h_prev = f.h + t * state;
    if (const T* keep = keep_lanes(f.reset, t, B, s.keep)) {
      copy_kept(h_prev, keep, H, B, s.dh);
      h_prev = s.dh;
    }
    const T* x = f.x + static_cast<long>(t) * D * B;
    const NormKept<T> kept(f, 3, t);
    centred_product(s.rows_h, 3 * H, Operand<T>{h_prev, H, B}, B, kept.product, kept.rstd);
    centred_product(s.rows_x, 3 * H, Operand<T>{x, D, B}, B, s.product_x, s.rstd_x);
    gru_norm_states(normed_step(f, kept, s, f.bias_ih, f.bias_hh), H, h_prev,
                    f.h + (t + 1) * state);
  }
}

// Gate gradients of step t towards W_ih and W_hh, from dL/dh_t = dh + dh_next, which becomes its
// direct part of dL/dh_{t-1}.
template <class T>
HWY_NOINLINE void gru_norm_gate_gradients(const CellForward<T>& f, const CellBackward<T>& b, int t,
                                          const NormedStep<T>& step, const NormScratch<T>& s,
                                          const T* h_prev, T* out_x, T* out_h) {
  const Tag<T> d;
  const int N = static_cast<int>(hn::Lanes(d)), H = f.H;
  const long B = f.B, state = H * B;
  const T* dh_above = b.dh + t * state;
  const bool last = t == f.T - 1, from_above = t >= b.dh_begin;
  const auto one = hn::Set(d, T(1));
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
      auto dh = hn::Zero(d);
      if (from_above) dh = hn::LoadU(d, dh_above + at);
      if (!last) dh = hn::Add(dh, hn::LoadU(d, s.dh + at));
      // dh_{t-1} = dh_t z + W_hh^T dG; da_z = dh_t (h_{t-1} - n) z (1 - z)
      const auto keep_z = hn::Sub(one, z), dhz = hn::Mul(dh, z);
      const auto dz = hn::Mul(hn::Mul(dhz, hn::Sub(hn::LoadU(d, h_prev + at), n)), keep_z);
      // da_n = dh_t (1 - z) (1 - n^2); dq = da_n r; da_r = da_n q r (1 - r)
      const auto dn = hn::Mul(hn::Mul(dh, keep_z), hn::NegMulAdd(n, n, one));
      const auto dq = hn::Mul(dn, r);
      const auto dr = hn::Mul(hn::Mul(dq, q), hn::Sub(one, r));
      hn::StoreU(dhz, d, s.dh + at);
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
      sum_r = hn::Add(sum_r, dr);
      sum_z = hn::Add(sum_z, dz);
      sum_n = hn::Add(sum_n, dn);
      sum_q = hn::Add(sum_q, dq);
    }
    add_lane_sums(d, sum_r, sum_z, sum_n, sum_q, s.d_bias + 4 * j);
  }
}

// Gradients leave the scratch.
template <class T>
void add_gru_norm_gradients(const CellForward<T>& f, const CellBackward<T>& b,
                            const NormScratch<T>& s) {
  const int H = f.H;
  add_centred_columns(s.d_weights_x, 3 * H, f.D, s.columns_x, b.d_weight_ih);
  add_centred_columns(s.d_weights_h, 3 * H, H, s.columns_h, b.d_weight_hh);
  add_unit_sums(s.d_gain_x, 3, H, b.d_norm.ih);
  add_unit_sums(s.d_gain_h, 3, H, b.d_norm.hh);
  add_unit_sums(s.d_bias, 3, H, b.d_bias_ih);
  add_unit_sums(s.d_bias, 2, H, b.d_bias_hh);
  for (int j = 0; j < H; ++j) b.d_bias_hh[2 * H + j] += s.d_bias[4 * j + 3];
}

// Step t: gradients of both products into gates_x and gates_h, dx_t, and s.dh of step t-1.
template <class T>
void gru_norm_backward_step(const CellForward<T>& f, const CellBackward<T>& b, int t,
                            const NormScratch<T>& s, T* gates_x, T* gates_h, const T* h_prev) {
  const int D = f.D, H = f.H, B = f.B;
  const T* keep = keep_lanes(f.reset, t, B, s.keep);
  const NormKept<T> kept(f, 3, t);
  centred_product(s.rows_x, 3 * H, Operand<T>{f.x + static_cast<long>(t) * D * B, D, B}, B,
                  s.product_x, s.rstd_x);
  gru_norm_gate_gradients(f, b, t, normed_step(f, kept, s, f.bias_ih, f.bias_hh), s, h_prev,
                          gates_x, gates_h);
  product_gradients<3, T>(
      H, B, {gates_x, s.product_x, s.rstd_x, s.projection_x, f.norm.ih, s.d_gain_x, gates_x},
      {gates_h, kept.product, kept.rstd, s.projection_h, f.norm.hh, s.d_gain_h, gates_h});
  // dx_t = W_ih^T da_x, dh_{t-1} += W_hh^T da_h
  if (b.dx != nullptr)
    multiply_transposed<false>(Operand<T>{gates_x, 3 * H, B}, s.transposed_x, D, B,
                               b.dx + static_cast<long>(t) * D * B);
  multiply_transposed<true>(Operand<T>{gates_h, 3 * H, B}, s.transposed_h, H, B, s.dh);
  if (keep != nullptr) copy_kept(s.dh, keep, H, B, s.dh);
}

template <class T>
void gru_norm_backward_steps(const CellForward<T>& f, const CellBackward<T>& b) {
  const int D = f.D, H = f.H, B = f.B;
  const NormScratch<T> s(3, D, H, B, b.scratch);
  pack_norm_products(f, 3, s);
  clear_norm_sums(norm_rows(3, H), H, s);
  run_norm_chunks(f, 3 * H, s, [&](int t, T* gates_x, T* gates_h, const T* h_prev) {
    gru_norm_backward_step(f, b, t, s, gates_x, gates_h, h_prev);
  });
  add_gru_norm_gradients(f, b, s);
  if (b.dh0 != nullptr) std::copy_n(s.dh, static_cast<long>(H) * B, b.dh0);
}

LSTMTRAIN_KERNEL_ENTRIES(gru_norm)

}  // namespace lstmtrain::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lstmtrain::nn {

LSTMTRAIN_KERNEL_DISPATCH(gru_norm)

}  // namespace lstmtrain::nn
#endif  // HWY_ONCE
