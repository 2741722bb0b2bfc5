// Stage 9: the fused GRU over one block of lanes; the plan is that of lstm_kernel.cpp. The new
// gate keeps q = W_hn h + b_hn apart from its input part, so a tile's four rows are r, z, the input
// part of n, and q. Formulas: Cho et al. 2014 with the reset after the matmul; letters and order as
// torch.nn.GRU.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/cells/gru/kernel.cpp"
#include "hwy/foreach_target.h"
#include "nn/cells/kernels.hpp"
#include "nn/kernels/dispatch.hpp"
#include "nn/kernels/math-inl.hpp"
#include "nn/kernels/outer-inl.hpp"
#include "nn/kernels/scratch.hpp"
#include "nn/kernels/target.hpp"
#include "nn/kernels/tile-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lstmtrain::nn::HWY_NAMESPACE {

constexpr unsigned kRowsOfX = 7, kRowsOfH = 11;  // r z n, r z q

// One unit at one step: pre-activations in, gates and h out. Pointers to the unit's first lane.
template <class T>
struct GruUnit {
  T* gates;  // r; z, n and q follow, gate_stride apart
  long gate_stride;
  const T* h_prev;
  T* h;

  // Rows a, b, c, e are the pre-activations of r and z, the input part of n, and q.
  template <int kVectors, class D, class V = hn::Vec<D>>
  HWY_INLINE void operator()(D d, V r0, V r1, V r2, V r3, V z0, V z1, V z2, V z3, V n0, V n1, V n2,
                             V n3, V q0, V q1, V q2, V q3) const {
    // r, z = sigmoid(a_r, a_z); n = tanh(a_n + r * q)
    sigmoid_row<kVectors>(d, r0, r1, r2, r3);
    store_row<kVectors>(d, gates, r0, r1, r2, r3);
    store_row<kVectors>(d, gates + 3 * gate_stride, q0, q1, q2, q3);
    n0 = hn::MulAdd(r0, q0, n0), n1 = hn::MulAdd(r1, q1, n1);
    n2 = hn::MulAdd(r2, q2, n2), n3 = hn::MulAdd(r3, q3, n3);
    sigmoid_row<kVectors>(d, z0, z1, z2, z3);
    store_row<kVectors>(d, gates + gate_stride, z0, z1, z2, z3);
    tanh_row<kVectors>(d, n0, n1, n2, n3);
    store_row<kVectors>(d, gates + 2 * gate_stride, n0, n1, n2, n3);
    // h_t = (1 - z) * n + z * h_{t-1}
    V h0, h1, h2, h3;
    load_row<kVectors>(d, h_prev, h0, h1, h2, h3);
    h0 = hn::MulAdd(z0, hn::Sub(h0, n0), n0), h1 = hn::MulAdd(z1, hn::Sub(h1, n1), n1);
    h2 = hn::MulAdd(z2, hn::Sub(h2, n2), n2), h3 = hn::MulAdd(z3, hn::Sub(h3, n3), n3);
    store_row<kVectors>(d, h, h0, h1, h2, h3);
  }
};

// Weights as the forward tiles read them: [H]([D][r z n], [H][r z q]), and biases [H][r z n q].
template <class T>
void pack_gru_forward(const CellForward<T>& f, T* weights, T* bias) {
  const int H = f.H;
  for (int j = 0; j < H; ++j) {
    for (int k = 0; k < f.D; ++k)
      for (int g = 0; g < 3; ++g)
        *weights++ = f.weight_ih[(static_cast<long>(g) * H + j) * f.D + k];
    for (int k = 0; k < H; ++k)
      for (int g = 0; g < 3; ++g) *weights++ = f.weight_hh[(static_cast<long>(g) * H + j) * H + k];
    for (int g = 0; g < 2; ++g) *bias++ = f.bias_ih[g * H + j] + f.bias_hh[g * H + j];
    *bias++ = f.bias_ih[2 * H + j];
    *bias++ = f.bias_hh[2 * H + j];
  }
}

template <class T>
void gru_forward_steps(const CellForward<T>& f, T* scratch) {
  const Tag<T> d;
  const int D = f.D, H = f.H, B = f.B;
  const long state = static_cast<long>(H) * B;
  const KernelScratch<T> s(D, H, B, scratch);
  pack_gru_forward(f, s.weights, s.bias);
  for (int t = 0; t < f.T; ++t) {
    const T* h_prev = f.h + t * state;
    if (const T* keep = keep_lanes(f.reset, t, B, s.keep)) {
      copy_kept(h_prev, keep, H, B, s.dh);
      h_prev = s.dh;
    }
    const T* x = f.x + static_cast<long>(t) * D * B;
    T *gates = f.workspace + t * kGruKernelRows * state, *h = f.h + (t + 1) * state;
    for (int j = 0; j < H; ++j)
      for_lane_groups(d, B, [&](int lane, auto vectors) HWY_ATTR {
        const long at = static_cast<long>(j) * B + lane;
        const GruUnit<T> unit{gates + at, state, h_prev + at, h + at};
        run_tile<kRowsOfX, kRowsOfH, decltype(vectors)::value>(
            d, Operand<T>{x + lane, D, B}, Operand<T>{h_prev + lane, H, B},
            s.weights + 3L * j * (D + H), s.bias + 4 * j, unit);
      });
  }
}

// Gate gradients n r z q of step t, from dL/dh_t = dh + dh_next, which becomes its direct part of
// dL/dh_{t-1}.
template <class T>
HWY_NOINLINE void gru_gate_gradients(const CellForward<T>& f, const CellBackward<T>& b, int t,
                                     const KernelScratch<T>& s, const T* h_prev, T* out) {
  const Tag<T> d;
  const int N = static_cast<int>(hn::Lanes(d));
  const long state = static_cast<long>(f.H) * f.B;
  const T* gates = f.workspace + t * kGruKernelRows * state;
  const bool last = t == f.T - 1, from_above = t >= b.dh_begin;
  const T* dh_above = b.dh + t * state;
  const auto one = hn::Set(d, T(1));
  for (int j = 0; j < f.H; ++j) {
    auto sum_r = hn::Zero(d), sum_z = sum_r, sum_n = sum_r, sum_q = sum_r;
    for (long at = static_cast<long>(j) * f.B; at < static_cast<long>(j + 1) * f.B; at += N) {
      const auto r = hn::LoadU(d, gates + at), z = hn::LoadU(d, gates + state + at);
      const auto n = hn::LoadU(d, gates + 2 * state + at);
      const auto q = hn::LoadU(d, gates + 3 * state + at);
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
      hn::StoreU(dn, d, out + at);
      hn::StoreU(dr, d, out + state + at);
      hn::StoreU(dz, d, out + 2 * state + at);
      hn::StoreU(dq, d, out + 3 * state + at);
      sum_r = hn::Add(sum_r, dr);
      sum_z = hn::Add(sum_z, dz);
      sum_n = hn::Add(sum_n, dn);
      sum_q = hn::Add(sum_q, dq);
    }
    add_lane_sums(d, sum_r, sum_z, sum_n, sum_q, s.d_bias + 4 * j);
  }
}

// Weight gradients leave the scratch: of x in the order n r z, of h r z q.
template <class T>
void add_gru_weight_gradients(const CellForward<T>& f, const CellBackward<T>& b,
                              const KernelScratch<T>& s) {
  const int D = f.D, H = f.H;
  add_columns(s.d_weights_x, H, D, s.columns_x, b.d_weight_ih + 2L * H * D);
  add_columns(s.d_weights_x + H * s.columns_x, 2 * H, D, s.columns_x, b.d_weight_ih);
  add_columns(s.d_weights_h, 3 * H, H, s.columns_h, b.d_weight_hh);
  for (int j = 0; j < H; ++j)
    for (int g = 0; g < 3; ++g) {
      b.d_bias_ih[g * H + j] += s.d_bias[4 * j + g];
      b.d_bias_hh[g * H + j] += s.d_bias[4 * j + (g < 2 ? g : 3)];
    }
}

template <class T>
void gru_backward_steps(const CellForward<T>& f, const CellBackward<T>& b) {
  const int D = f.D, H = f.H, B = f.B;
  const long state = static_cast<long>(H) * B;
  const KernelScratch<T> s(D, H, B, b.scratch);
  T* packed_ih = pack_transposed(f.weight_hh, 3 * H, 0, H, s.weights);
  if (b.dx != nullptr) pack_transposed(f.weight_ih, 3 * H, 2 * H, D, packed_ih);
  std::fill_n(s.d_weights_x, 4 * H * s.columns_x, T(0));
  std::fill_n(s.d_weights_h, 4 * H * s.columns_h, T(0));
  std::fill_n(s.d_bias, 4 * H, T(0));
  for (int end = f.T; end > 0; end -= s.steps) {
    const int begin = std::max(0, end - s.steps);
    const Source<T> h = entering_states(f, begin, end, s);
    for (int t = end - 1; t >= begin; --t) {
      const T* keep = keep_lanes(f.reset, t, B, s.keep);
      T* gates = s.gates + (t - begin) * s.gate_step;
      gru_gate_gradients(f, b, t, s, h.rows + (t - begin) * h.step, gates);
      // dx_t = W_ih^T dG, dh_{t-1} += W_hh^T dG
      if (b.dx != nullptr)
        multiply_transposed<false>(Operand<T>{gates, 3 * H, B}, packed_ih, D, B,
                                   b.dx + static_cast<long>(t) * D * B);
      multiply_transposed<true>(Operand<T>{gates + state, 3 * H, B}, s.weights, H, B, s.dh);
      if (keep != nullptr) copy_kept(s.dh, keep, H, B, s.dh);
    }
    // dW_ih += dG_nrz x^T, dW_hh += dG_rzq h_{t-1}^T
    const Chunk chunk{end - begin, s.gate_step, B};
    outer_products(chunk, s.gates, 3 * H, inputs(f, begin), D, s.d_weights_x, s.columns_x);
    outer_products(chunk, s.gates + state, 3 * H, h, H, s.d_weights_h, s.columns_h);
  }
  add_gru_weight_gradients(f, b, s);
  if (b.dh0 != nullptr) std::copy_n(s.dh, state, b.dh0);
}

LSTMTRAIN_KERNEL_ENTRIES(gru)

}  // namespace lstmtrain::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lstmtrain::nn {

LSTMTRAIN_KERNEL_DISPATCH(gru)

}  // namespace lstmtrain::nn
#endif  // HWY_ONCE
