// The time loops of the fused kernels, forward and backward, alike for every cell: who enters a
// step, what a reset stops, and in which order dx, dh and dW are made. The mathematics of a cell is
// a struct Kernel<T> in its folder:
//   Scratch; scratch(f, base)            how it cuts its scratch: KernelScratch or NormScratch
//   kGates, kHasC                        rows of W_ih and W_hh are kGates * H; c is carried beside
//   h kDirect                              dh_{t-1} has a part that does not come through W_hh,
//   which
//                                        gate_gradients leaves in s.dh
//   pack_forward, pack_backward          weights as the tiles read them
//   forward_step(f, t, s, from)          h_t and c_t of [T+1][H][B], and what is kept of the step
//   gradients(f, s, step)                where a chunk's step keeps its gate gradients
//   gate_gradients(f, b, t, s, from, out)  of step t towards W_ih and W_hh; s.dc becomes that of
//   t-1 add_gradients(f, b, s)               what was summed in scratch goes to the caller
// Stage 9; included once per target.
#include "nn/kernels/outer-inl.hpp"
#include "nn/kernels/scratch.hpp"
#include "nn/kernels/tile-inl.hpp"

#if defined(LSTMTRAIN_NN_KERNEL_STEPS_INL_) == defined(HWY_TARGET_TOGGLE)
#ifdef LSTMTRAIN_NN_KERNEL_STEPS_INL_
#undef LSTMTRAIN_NN_KERNEL_STEPS_INL_
#else
#define LSTMTRAIN_NN_KERNEL_STEPS_INL_
#endif

HWY_BEFORE_NAMESPACE();
namespace lstmtrain::nn::HWY_NAMESPACE {

// The state that enters a step, 0 in the lanes that start there: [H][B] each.
template <class T>
struct Entering {
  const T* h;
  const T* c;  // nullptr: the cell has none
};

// Gate gradients of one step, [kGates*H][B] each: towards W_ih x_t and towards W_hh h_{t-1}.
template <class T>
struct GateGradients {
  T *x, *h;
};

// Weights packed by pack_transposed: for dx, and for dh.
template <class T>
struct Transposed {
  const T *x, *h;
};

// dL/dh_t [H][B] as it arrives: from above and from step t+1; nullptr: 0.
template <class T>
struct IncomingGradient {
  const T *above, *next;

  template <class D, class V = hn::Vec<D>>
  HWY_INLINE V operator()(D d, long at) const {
    V dh = hn::Zero(d);
    if (above != nullptr) dh = hn::LoadU(d, above + at);
    if (next != nullptr) dh = hn::Add(dh, hn::LoadU(d, next + at));
    return dh;
  }
};

template <class T>
IncomingGradient<T> incoming(const CellForward<T>& f, const CellBackward<T>& b, int t,
                             const T* dh) {
  const long state = static_cast<long>(f.H) * f.B;
  return {t >= b.dh_begin ? b.dh + t * state : nullptr, t < f.T - 1 ? dh : nullptr};
}

template <class Kernel, class T>
void forward_steps(const CellForward<T>& f, T* scratch) {
  const long state = static_cast<long>(f.H) * f.B;
  const auto s = Kernel::scratch(f, scratch);
  Kernel::pack_forward(f, s);
  for (int t = 0; t < f.T; ++t) {
    Entering<T> from{f.h + t * state, Kernel::kHasC ? f.c + t * state : nullptr};
    if (const T* keep = keep_lanes(f.reset, t, f.B, s.keep)) {
      copy_kept(from.h, keep, f.H, f.B, s.dh);
      if constexpr (Kernel::kHasC) copy_kept(from.c, keep, f.H, f.B, s.dc);
      from = {s.dh, s.dc};
    }
    Kernel::forward_step(f, t, s, from);
  }
}

// Step t: gate gradients into `out`, dx_t, and s.dh and s.dc of step t-1.
template <class Kernel, class T, class Scratch>
void backward_step(const CellForward<T>& f, const CellBackward<T>& b, int t, const Scratch& s,
                   const Transposed<T>& packed, const T* h_prev, const GateGradients<T>& out) {
  const int D = f.D, H = f.H, B = f.B;
  const T* keep = keep_lanes(f.reset, t, B, s.keep);
  Entering<T> from{h_prev, nullptr};
  if constexpr (Kernel::kHasC) {
    from.c = f.c + static_cast<long>(t) * H * B;
    if (keep != nullptr) {
      copy_kept(from.c, keep, H, B, s.masked);
      from.c = s.masked;
    }
  }
  Kernel::gate_gradients(f, b, t, s, from, out);
  // dx_t = W_ih^T dG, dh_{t-1} = W_hh^T dG
  const Operand<T> x{out.x, Kernel::kGates * H, B}, h{out.h, Kernel::kGates * H, B};
  if (b.dx != nullptr)
    multiply_transposed<false>(x, packed.x, D, B, b.dx + static_cast<long>(t) * D * B);
  multiply_transposed<Kernel::kDirect>(h, packed.h, H, B, s.dh);
  if (keep == nullptr) return;
  copy_kept(s.dh, keep, H, B, s.dh);
  if constexpr (Kernel::kHasC) copy_kept(s.dc, keep, H, B, s.dc);
}

template <class Kernel, class T>
void backward_steps(const CellForward<T>& f, const CellBackward<T>& b) {
  const int rows = Kernel::kGates * f.H;
  const long state = static_cast<long>(f.H) * f.B;
  const auto s = Kernel::scratch(f, b.scratch);
  const Transposed<T> packed = Kernel::pack_backward(f, b.dx != nullptr, s);
  s.clear_sums();
  for (int end = f.T; end > 0; end -= s.steps) {
    const int begin = std::max(0, end - s.steps);
    const Source<T> h = entering_states(f, begin, end, s);
    for (int t = end - 1; t >= begin; --t)
      backward_step<Kernel>(f, b, t, s, packed, h.rows + (t - begin) * h.step,
                            Kernel::gradients(f, s, t - begin));
    // dW_ih += dG x^T, dW_hh += dG h_{t-1}^T
    const Chunk chunk{end - begin, s.gate_step, f.B};
    const GateGradients<T> gates = Kernel::gradients(f, s, 0);
    outer_products(chunk, gates.x, rows, inputs(f, begin), f.D, s.d_weights_x, s.columns_x);
    outer_products(chunk, gates.h, rows, h, f.H, s.d_weights_h, s.columns_h);
  }
  Kernel::add_gradients(f, b, s);
  if (b.dh0 != nullptr) std::copy_n(s.dh, state, b.dh0);
  if (Kernel::kHasC && b.dc0 != nullptr) std::copy_n(s.dc, state, b.dc0);
}

// Below the loops: cells whose gates of one unit fill a tile, at most four rows. Of such a cell one
// gate may be parted: its recurrent product stands in a row of its own behind the gates (the GRU's
// q = W_hn h + b_hn).

// Which rows of a tile the products with x and with h go to. parted < 0: no gate is.
template <int kGates, int kParted>
inline constexpr unsigned kRowsOfX = first_rows(kGates);
template <int kGates, int kParted>
inline constexpr unsigned kRowsOfH = kParted < 0 ? first_rows(kGates)
                                                 : first_rows(kGates - 1) | 1u << kGates;

// Weights as the forward tiles read them: [H][(x_1..x_D, h_1..h_H)][gates], and biases [H][4].
template <int kGates, int kParted, class T>
void pack_units(const CellForward<T>& f, T* weights, T* bias) {
  const int H = f.H;
  for (int j = 0; j < H; ++j) {
    const auto row = [&](int g) { return static_cast<long>(g) * H + j; };
    for (int k = 0; k < f.D; ++k)
      for (int g = 0; g < kGates; ++g) *weights++ = f.weight_ih[row(g) * f.D + k];
    for (int k = 0; k < H; ++k)
      for (int g = 0; g < kGates; ++g) *weights++ = f.weight_hh[row(g) * H + k];
    for (int g = 0; g < 4; ++g)
      *bias++ = g == kParted   ? f.bias_ih[row(g)]
                : g < kGates   ? f.bias_ih[row(g)] + f.bias_hh[row(g)]
                : kParted >= 0 ? f.bias_hh[row(kParted)]
                               : T(0);
  }
}

// One step, a unit after the other: unit.at(offset of its first lane) takes the pre-activations
// through the activations, in registers.
template <int kGates, int kParted, class T, class Unit>
void run_units(const CellForward<T>& f, int t, const T* h_prev, const KernelScratch<T>& s,
               const Unit& unit) {
  const Tag<T> d;
  const int D = f.D, H = f.H, B = f.B;
  const T* x = f.x + static_cast<long>(t) * D * B;
  const long stride = static_cast<long>(kGates) * (D + H);  // of a unit's weights
  int j = 0;
  // Several units at once: their rows of lanes lie one behind the other, like vectors of one.
  if_narrow(d, B, [&](auto vectors, auto tiles) HWY_ATTR {
    constexpr int kVectors = decltype(vectors)::value, kTiles = decltype(tiles)::value;
    for (; j + kTiles <= H; j += kTiles)
      run_tiles<kRowsOfX<kGates, kParted>, kRowsOfH<kGates, kParted>, kVectors, kTiles>(
          d, Operand<T>{x, D, B}, Operand<T>{h_prev, H, B},
          TileWeights<T>{s.weights + j * stride, stride}, s.bias + 4 * j,
          unit.at(static_cast<long>(j) * B));
  });
  for (; j < H; ++j)
    for_lane_groups(d, B, [&](int lane, auto vectors) HWY_ATTR {
      run_tile<kRowsOfX<kGates, kParted>, kRowsOfH<kGates, kParted>, decltype(vectors)::value>(
          d, Operand<T>{x + lane, D, B}, Operand<T>{h_prev + lane, H, B}, s.weights + j * stride,
          s.bias + 4 * j, unit.at(static_cast<long>(j) * B + lane));
    });
}

// What the kernels of such cells share of steps-inl.hpp's Kernel. kFirst: the gate with whose rows
// the gradients towards W_ih begin; the others follow and wrap around.
template <class T, int kNumGates, int kPartedGate, int kFirst>
struct UnitKernel {
  using Scratch = KernelScratch<T>;
  static constexpr int kGates = kNumGates;

  static Scratch scratch(const CellForward<T>& f, T* base) { return {f.D, f.H, f.B, base}; }
  static void pack_forward(const CellForward<T>& f, const Scratch& s) {
    pack_units<kNumGates, kPartedGate>(f, s.weights, s.bias);
  }
  static Transposed<T> pack_backward(const CellForward<T>& f, bool dx, const Scratch& s) {
    T* packed_x = pack_transposed(f.weight_hh, kGates * f.H, 0, f.H, s.weights);
    if (dx) pack_transposed(f.weight_ih, kGates * f.H, kFirst * f.H, f.D, packed_x);
    return {packed_x, s.weights};
  }
};

}  // namespace lstmtrain::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggle
