// Stage 9: the fused LSTM over one block of lanes; lanes are the vector dimension (design section
// 8). Forward: the four gates of one unit are accumulated over [x_t; h_{t-1}] in registers and go
// through the activations there. Backward: gate gradients of a few steps are kept in scratch, where
// dh, dx and, once per chunk of steps, dW are made from them. Formulas: Hochreiter & Schmidhuber
// 1997; forget gate: Gers et al. 2000; letters and order as torch.nn.LSTM.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/cells/lstm/kernel.cpp"
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

// One unit at one step: pre-activations in, gates, c and h out. Pointers to the unit's first lane.
template <class T>
struct LstmUnit {
  T* gates;  // i; f, g and o follow, gate_stride apart
  long gate_stride;
  const T* c_prev;
  T* c;
  T* h;

  // Rows a, b, c, e are the pre-activations of i, f, g, o.
  template <int kVectors, class D, class V = hn::Vec<D>>
  HWY_INLINE void operator()(D d, V i0, V i1, V i2, V i3, V f0, V f1, V f2, V f3, V g0, V g1, V g2,
                             V g3, V o0, V o1, V o2, V o3) const {
    V c0, c1, c2, c3;
    load_row<kVectors>(d, c_prev, c0, c1, c2, c3);
    // i, f, o = sigmoid(a_i, a_f, a_o); g = tanh(a_g)
    sigmoid_row<kVectors>(d, i0, i1, i2, i3);
    store_row<kVectors>(d, gates, i0, i1, i2, i3);
    tanh_row<kVectors>(d, g0, g1, g2, g3);
    store_row<kVectors>(d, gates + 2 * gate_stride, g0, g1, g2, g3);
    i0 = hn::Mul(i0, g0), i1 = hn::Mul(i1, g1), i2 = hn::Mul(i2, g2), i3 = hn::Mul(i3, g3);
    sigmoid_row<kVectors>(d, f0, f1, f2, f3);
    store_row<kVectors>(d, gates + gate_stride, f0, f1, f2, f3);
    // c_t = f_t * c_{t-1} + i_t * g_t
    c0 = hn::MulAdd(f0, c0, i0), c1 = hn::MulAdd(f1, c1, i1);
    c2 = hn::MulAdd(f2, c2, i2), c3 = hn::MulAdd(f3, c3, i3);
    store_row<kVectors>(d, c, c0, c1, c2, c3);
    // h_t = o_t * tanh(c_t)
    sigmoid_row<kVectors>(d, o0, o1, o2, o3);
    store_row<kVectors>(d, gates + 3 * gate_stride, o0, o1, o2, o3);
    tanh_row<kVectors>(d, c0, c1, c2, c3);
    store_row<kVectors>(d, h, hn::Mul(o0, c0), hn::Mul(o1, c1), hn::Mul(o2, c2), hn::Mul(o3, c3));
  }
};

// Weights as the forward tiles read them: [H][(x_1..x_D, h_1..h_H)][i f g o], and the summed biases
// [H][i f g o].
template <class T>
void pack_lstm_forward(const CellForward<T>& f, T* weights, T* bias) {
  for (int j = 0; j < f.H; ++j) {
    for (int k = 0; k < f.D; ++k)
      for (int g = 0; g < 4; ++g)
        *weights++ = f.weight_ih[(static_cast<long>(g) * f.H + j) * f.D + k];
    for (int k = 0; k < f.H; ++k)
      for (int g = 0; g < 4; ++g)
        *weights++ = f.weight_hh[(static_cast<long>(g) * f.H + j) * f.H + k];
    for (int g = 0; g < 4; ++g) *bias++ = f.bias_ih[g * f.H + j] + f.bias_hh[g * f.H + j];
  }
}

template <class T>
void lstm_forward_steps(const CellForward<T>& f, T* scratch) {
  const Tag<T> d;
  const int D = f.D, H = f.H, B = f.B;
  const long state = static_cast<long>(H) * B;
  const KernelScratch<T> s(D, H, B, scratch);
  pack_lstm_forward(f, s.weights, s.bias);
  for (int t = 0; t < f.T; ++t) {
    const T *h_prev = f.h + t * state, *c_prev = f.c + t * state;
    if (const T* keep = keep_lanes(f.reset, t, B, s.keep)) {
      copy_kept(h_prev, keep, H, B, s.dh);
      copy_kept(c_prev, keep, H, B, s.dc);
      h_prev = s.dh, c_prev = s.dc;
    }
    const T* x = f.x + static_cast<long>(t) * D * B;
    T *gates = f.workspace + t * kLstmKernelRows * state, *c = f.c + (t + 1) * state,
      *h = f.h + (t + 1) * state;
    for (int j = 0; j < H; ++j)
      for_lane_groups(d, B, [&](int lane, auto vectors) HWY_ATTR {
        const long at = static_cast<long>(j) * B + lane;
        const LstmUnit<T> unit{gates + at, state, c_prev + at, c + at, h + at};
        run_tile<15, 15, decltype(vectors)::value>(
            d, Operand<T>{x + lane, D, B}, Operand<T>{h_prev + lane, H, B},
            s.weights + 4L * j * (D + H), s.bias + 4 * j, unit);
      });
  }
}

// Gate gradients of step t, from dL/dh_t = dh + dh_next and dL/dc_t, which becomes dL/dc_{t-1}.
template <class T>
HWY_NOINLINE void lstm_gate_gradients(const CellForward<T>& f, const CellBackward<T>& b, int t,
                                      const KernelScratch<T>& s, const T* c_prev, T* out) {
  const Tag<T> d;
  const int N = static_cast<int>(hn::Lanes(d));
  const long state = static_cast<long>(f.H) * f.B;
  const T* gates = f.workspace + t * kLstmKernelRows * state;
  const bool last = t == f.T - 1, from_above = t >= b.dh_begin;
  const T* dh_above = b.dh + t * state;
  const auto one = hn::Set(d, T(1)), zero = hn::Zero(d);
  for (int j = 0; j < f.H; ++j) {
    auto sum_i = zero, sum_f = zero, sum_g = zero, sum_o = zero;
    for (long at = static_cast<long>(j) * f.B; at < static_cast<long>(j + 1) * f.B; at += N) {
      const auto i = hn::LoadU(d, gates + at), fg = hn::LoadU(d, gates + state + at);
      const auto g = hn::LoadU(d, gates + 2 * state + at), o = hn::LoadU(d, gates + 3 * state + at);
      const auto tanh_c = vector_tanh(d, hn::LoadU(d, f.c + (t + 1) * state + at));
      auto dh = zero, dc = zero;
      if (from_above) dh = hn::LoadU(d, dh_above + at);
      if (!last) {
        dh = hn::Add(dh, hn::LoadU(d, s.dh + at));
        dc = hn::LoadU(d, s.dc + at);
      }
      // dc_t += dh_t * o_t * (1 - tanh(c_t)^2)
      const auto dho = hn::Mul(dh, o);
      dc = hn::Add(dc, hn::Mul(dho, hn::NegMulAdd(tanh_c, tanh_c, one)));
      // da_o = dh_t tanh(c_t) o (1 - o); da_f = dc_t c_{t-1} f (1 - f)
      const auto do_ = hn::Mul(hn::Mul(dho, tanh_c), hn::Sub(one, o));
      const auto dcf = hn::Mul(dc, fg);
      const auto df = hn::Mul(hn::Mul(dcf, hn::LoadU(d, c_prev + at)), hn::Sub(one, fg));
      // da_i = dc_t g i (1 - i); da_g = dc_t i (1 - g^2)
      const auto dci = hn::Mul(dc, i);
      const auto di = hn::Mul(hn::Mul(dci, g), hn::Sub(one, i));
      const auto dg = hn::Mul(dci, hn::NegMulAdd(g, g, one));
      // dc_{t-1} = dc_t f_t
      hn::StoreU(dcf, d, s.dc + at);
      hn::StoreU(di, d, out + at);
      hn::StoreU(df, d, out + state + at);
      hn::StoreU(dg, d, out + 2 * state + at);
      hn::StoreU(do_, d, out + 3 * state + at);
      sum_i = hn::Add(sum_i, di);
      sum_f = hn::Add(sum_f, df);
      sum_g = hn::Add(sum_g, dg);
      sum_o = hn::Add(sum_o, do_);
    }
    add_lane_sums(d, sum_i, sum_f, sum_g, sum_o, s.d_bias + 4 * j);
  }
}

// Weight gradients leave the scratch.
template <class T>
void add_lstm_weight_gradients(const CellForward<T>& f, const CellBackward<T>& b,
                               const KernelScratch<T>& s) {
  add_columns(s.d_weights_x, 4 * f.H, f.D, s.columns_x, b.d_weight_ih);
  add_columns(s.d_weights_h, 4 * f.H, f.H, s.columns_h, b.d_weight_hh);
  for (int r = 0; r < 4 * f.H; ++r) {
    const T d_bias = s.d_bias[4 * (r % f.H) + r / f.H];
    b.d_bias_ih[r] += d_bias;
    b.d_bias_hh[r] += d_bias;
  }
}

template <class T>
void lstm_backward_steps(const CellForward<T>& f, const CellBackward<T>& b) {
  const int D = f.D, H = f.H, B = f.B;
  const long state = static_cast<long>(H) * B;
  const KernelScratch<T> s(D, H, B, b.scratch);
  T* packed_ih = pack_transposed(f.weight_hh, 4 * H, 0, H, s.weights);
  if (b.dx != nullptr) pack_transposed(f.weight_ih, 4 * H, 0, D, packed_ih);
  std::fill_n(s.d_weights_x, 4 * H * s.columns_x, T(0));
  std::fill_n(s.d_weights_h, 4 * H * s.columns_h, T(0));
  std::fill_n(s.d_bias, 4 * H, T(0));
  for (int end = f.T; end > 0; end -= s.steps) {
    const int begin = std::max(0, end - s.steps);
    const Source<T> h = entering_states(f, begin, end, s);
    for (int t = end - 1; t >= begin; --t) {
      const T* keep = keep_lanes(f.reset, t, B, s.keep);
      T* gates = s.gates + (t - begin) * s.gate_step;
      const T* c_prev = f.c + t * state;
      if (keep != nullptr) {
        copy_kept(c_prev, keep, H, B, s.masked);
        c_prev = s.masked;
      }
      lstm_gate_gradients(f, b, t, s, c_prev, gates);
      // dx_t = W_ih^T dG, dh_{t-1} = W_hh^T dG
      const Operand<T> rows{gates, 4 * H, B};
      if (b.dx != nullptr)
        multiply_transposed<false>(rows, packed_ih, D, B, b.dx + static_cast<long>(t) * D * B);
      multiply_transposed<false>(rows, s.weights, H, B, s.dh);
      if (keep != nullptr) {
        copy_kept(s.dh, keep, H, B, s.dh);
        copy_kept(s.dc, keep, H, B, s.dc);
      }
    }
    // dW += dG [x; h_{t-1}]^T
    const Chunk chunk{end - begin, s.gate_step, B};
    outer_products(chunk, s.gates, 4 * H, inputs(f, begin), D, s.d_weights_x, s.columns_x);
    outer_products(chunk, s.gates, 4 * H, h, H, s.d_weights_h, s.columns_h);
  }
  add_lstm_weight_gradients(f, b, s);
  if (b.dh0 != nullptr) std::copy_n(s.dh, state, b.dh0);
  if (b.dc0 != nullptr) std::copy_n(s.dc, state, b.dc0);
}

LSTMTRAIN_KERNEL_ENTRIES(lstm)

}  // namespace lstmtrain::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lstmtrain::nn {

LSTMTRAIN_KERNEL_DISPATCH(lstm)

template <class Scalar>
std::size_t kernel_scratch(int D, int H, int B) {
  return KernelScratch<Scalar>(D, H, B, nullptr).size;
}
template std::size_t kernel_scratch<float>(int, int, int);
template std::size_t kernel_scratch<double>(int, int, int);

}  // namespace lstmtrain::nn
#endif  // HWY_ONCE
