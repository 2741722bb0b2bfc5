// Stage 9: the fused GRU over one block of lanes; the plan is that of lstm/kernel.cpp. A tile's
// four rows are r, z, the input part of n, and q. Loops: kernels/steps-inl.hpp.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/cells/gru/kernel.cpp"
#include "hwy/foreach_target.h"
#include "nn/cells/gru/gru.hpp"
#include "nn/cells/gru/unit-inl.hpp"
#include "nn/kernels/dispatch.hpp"
#include "nn/kernels/steps-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lstmtrain::nn::HWY_NAMESPACE {

// Gate gradients n r z q of step t, from dL/dh_t, whose direct part of dL/dh_{t-1} goes to s.dh.
template <class T>
HWY_NOINLINE void gru_gate_gradients(const CellForward<T>& f, const CellBackward<T>& b, int t,
                                     const KernelScratch<T>& s, const T* h_prev, T* out) {
  const Tag<T> d;
  const int N = static_cast<int>(hn::Lanes(d));
  const long state = static_cast<long>(f.H) * f.B;
  const T* gates = f.workspace + t * kGruRows * state;
  const IncomingGradient<T> dh_t = incoming(f, b, t, s.dh);
  for (int j = 0; j < f.H; ++j) {
    auto sum_r = hn::Zero(d), sum_z = sum_r, sum_n = sum_r, sum_q = sum_r;
    for (long at = static_cast<long>(j) * f.B; at < static_cast<long>(j + 1) * f.B; at += N) {
      const auto r = hn::LoadU(d, gates + at), z = hn::LoadU(d, gates + state + at);
      const auto n = hn::LoadU(d, gates + 2 * state + at);
      const auto q = hn::LoadU(d, gates + 3 * state + at);
      hn::Vec<Tag<T>> dr, dz, dn, dq, dh_prev;
      gru_state_gradients(d, dh_t(d, at), hn::LoadU(d, h_prev + at), r, z, n, q, dr, dz, dn, dq,
                          dh_prev);
      hn::StoreU(dh_prev, d, s.dh + at);
      hn::StoreU(dn, d, out + at);
      hn::StoreU(dr, d, out + state + at);
      hn::StoreU(dz, d, out + 2 * state + at);
      hn::StoreU(dq, d, out + 3 * state + at);
      add_each(sum_r, dr, sum_z, dz, sum_n, dn, sum_q, dq);
    }
    add_lane_sums(d, sum_r, sum_z, sum_n, sum_q, s.d_bias + 4 * j);
  }
}

template <class T>
struct GruKernel : UnitKernel<T, 3, 2, 2> {
  using Scratch = KernelScratch<T>;
  static constexpr bool kHasC = false, kDirect = true;

  static void forward_step(const CellForward<T>& f, int t, const Scratch& s,
                           const Entering<T>& from) {
    const long state = static_cast<long>(f.H) * f.B;
    const GruUnit<T, true> unit{
        {f.workspace + t * kGruRows * state, state}, from.h, f.h + (t + 1) * state};
    run_units<3, 2>(f, t, from.h, s, unit);
  }

  // Of n r z q the first three go to W_ih, the last three to W_hh.
  static GateGradients<T> gradients(const CellForward<T>& f, const Scratch& s, int step) {
    T* gates = s.gates + step * s.gate_step;
    return {gates, gates + static_cast<long>(f.H) * f.B};
  }
  static void gate_gradients(const CellForward<T>& f, const CellBackward<T>& b, int t,
                             const Scratch& s, const Entering<T>& from,
                             const GateGradients<T>& out) {
    gru_gate_gradients(f, b, t, s, from.h, out.x);
  }

  // Sums of x come in the order n r z, of h r z q.
  static void add_gradients(const CellForward<T>& f, const CellBackward<T>& b, const Scratch& s) {
    const int D = f.D, H = f.H;
    add_columns(s.d_weights_x, H, D, s.columns_x, b.d_weight_ih + 2L * H * D);
    add_columns(s.d_weights_x + H * s.columns_x, 2 * H, D, s.columns_x, b.d_weight_ih);
    add_columns(s.d_weights_h, 3 * H, H, s.columns_h, b.d_weight_hh);
    add_unit_sums(s.d_bias, 3, H, b.d_bias_ih);
    add_parted_sums(s.d_bias, 2, H, b.d_bias_hh);
  }
};

LSTMTRAIN_KERNEL_ENTRIES(gru, GruKernel)

}  // namespace lstmtrain::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
LSTMTRAIN_KERNEL_DISPATCH(gru)
#endif
