// Stage 9: the fused LSTM over one block of lanes; lanes are the vector dimension (design section
// 8). Forward: the four gates of one unit are accumulated over [x_t; h_{t-1}] in registers and go
// through the activations there. Backward: gate gradients of a few steps are kept in scratch, where
// dh, dx and, once per chunk of steps, dW are made from them. Loops: kernels/steps-inl.hpp.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/cells/lstm/kernel.cpp"
#include "hwy/foreach_target.h"
#include "nn/cells/lstm/lstm.hpp"
#include "nn/cells/lstm/unit-inl.hpp"
#include "nn/kernels/dispatch.hpp"
#include "nn/kernels/steps-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lstmtrain::nn::HWY_NAMESPACE {

// Gate gradients of step t, from dL/dh_t and dL/dc_t, which becomes dL/dc_{t-1}.
template <class T>
HWY_NOINLINE void lstm_gate_gradients(const CellForward<T>& f, const CellBackward<T>& b, int t,
                                      const KernelScratch<T>& s, const T* c_prev, T* out) {
  const Tag<T> d;
  const int N = static_cast<int>(hn::Lanes(d));
  const long state = static_cast<long>(f.H) * f.B;
  const T* gates = f.workspace + t * kLstmKernelRows * state;
  const IncomingGradient<T> dh_t = incoming(f, b, t, s.dh);
  const bool last = t == f.T - 1;
  const auto one = hn::Set(d, T(1)), zero = hn::Zero(d);
  for (int j = 0; j < f.H; ++j) {
    auto sum_i = zero, sum_f = zero, sum_g = zero, sum_o = zero;
    for (long at = static_cast<long>(j) * f.B; at < static_cast<long>(j + 1) * f.B; at += N) {
      const auto i = hn::LoadU(d, gates + at), fg = hn::LoadU(d, gates + state + at);
      const auto g = hn::LoadU(d, gates + 2 * state + at), o = hn::LoadU(d, gates + 3 * state + at);
      const auto tanh_c = vector_tanh(d, hn::LoadU(d, f.c + (t + 1) * state + at));
      // dc_t += dh_t * o_t * (1 - tanh(c_t)^2)
      const auto dho = hn::Mul(dh_t(d, at), o);
      auto dc = zero;
      if (!last) dc = hn::LoadU(d, s.dc + at);
      dc = hn::Add(dc, hn::Mul(dho, hn::NegMulAdd(tanh_c, tanh_c, one)));
      // da_o = dh_t tanh(c_t) o (1 - o)
      const auto do_ = hn::Mul(hn::Mul(dho, tanh_c), hn::Sub(one, o));
      hn::Vec<Tag<T>> di, df, dg, dc_prev;
      lstm_state_gradients(d, dc, hn::LoadU(d, c_prev + at), i, fg, g, di, df, dg, dc_prev);
      hn::StoreU(dc_prev, d, s.dc + at);
      hn::StoreU(di, d, out + at);
      hn::StoreU(df, d, out + state + at);
      hn::StoreU(dg, d, out + 2 * state + at);
      hn::StoreU(do_, d, out + 3 * state + at);
      add_each(sum_i, di, sum_f, df, sum_g, dg, sum_o, do_);
    }
    add_lane_sums(d, sum_i, sum_f, sum_g, sum_o, s.d_bias + 4 * j);
  }
}

template <class T>
struct LstmKernel : UnitKernel<T, 4, -1, 0> {
  using Scratch = KernelScratch<T>;
  static constexpr bool kHasC = true, kDirect = false;

  static void forward_step(const CellForward<T>& f, int t, const Scratch& s,
                           const Entering<T>& from) {
    const long state = static_cast<long>(f.H) * f.B;
    const LstmUnit<T, true> unit{{f.workspace + t * kLstmKernelRows * state, state},
                                 from.c,
                                 f.c + (t + 1) * state,
                                 f.h + (t + 1) * state};
    run_units<4, -1>(f, t, from.h, s, unit);
  }

  static GateGradients<T> gradients(const CellForward<T>& /*f*/, const Scratch& s, int step) {
    return {s.gates + step * s.gate_step, s.gates + step * s.gate_step};
  }
  static void gate_gradients(const CellForward<T>& f, const CellBackward<T>& b, int t,
                             const Scratch& s, const Entering<T>& from,
                             const GateGradients<T>& out) {
    lstm_gate_gradients(f, b, t, s, from.c, out.x);
  }

  static void add_gradients(const CellForward<T>& f, const CellBackward<T>& b, const Scratch& s) {
    add_columns(s.d_weights_x, 4 * f.H, f.D, s.columns_x, b.d_weight_ih);
    add_columns(s.d_weights_h, 4 * f.H, f.H, s.columns_h, b.d_weight_hh);
    for (T* d_bias : {b.d_bias_ih, b.d_bias_hh}) add_unit_sums(s.d_bias, 4, f.H, d_bias);
  }
};

LSTMTRAIN_KERNEL_ENTRIES(lstm, LstmKernel)

}  // namespace lstmtrain::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
LSTMTRAIN_KERNEL_DISPATCH(lstm)
#endif
