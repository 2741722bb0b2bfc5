// One step of one stream: the gates of a few vectors of units are accumulated over [x_t; h_{t-1}],
// each input broadcast, and go through the activations in registers. Stage 9; included once per
// target.
#include "nn/kernels/row_kernel.hpp"
#include "nn/kernels/steps-inl.hpp"

#if defined(LSTMTRAIN_NN_KERNEL_ROW_INL_) == defined(HWY_TARGET_TOGGLE)
#ifdef LSTMTRAIN_NN_KERNEL_ROW_INL_
#undef LSTMTRAIN_NN_KERNEL_ROW_INL_
#else
#define LSTMTRAIN_NN_KERNEL_ROW_INL_
#endif

HWY_BEFORE_NAMESPACE();
namespace lstmtrain::nn::HWY_NAMESPACE {

// v0..v3 += input * row
template <int kVectors, class D, class V = hn::Vec<D>>
HWY_INLINE void add_scaled(D d, V input, const float* HWY_RESTRICT row, V& v0, V& v1, V& v2,
                           V& v3) {
  const auto N = hn::Lanes(d);
  v0 = hn::MulAdd(input, hn::LoadU(d, row), v0);
  if constexpr (kVectors > 1) v1 = hn::MulAdd(input, hn::LoadU(d, row + N), v1);
  if constexpr (kVectors > 2) v2 = hn::MulAdd(input, hn::LoadU(d, row + 2 * N), v2);
  if constexpr (kVectors > 3) v3 = hn::MulAdd(input, hn::LoadU(d, row + 3 * N), v3);
}

// Rows a, b, c, e (those in kRows) += sum over k of inputs[k] * weights[k], [rows][width] each.
// Returns the weights' end.
template <unsigned kRows, int kVectors, class D, class V = hn::Vec<D>>
HWY_INLINE const float* add_inputs(D d, const float* HWY_RESTRICT inputs, int count, long width,
                                   const float* HWY_RESTRICT weights, V& a0, V& a1, V& a2, V& a3,
                                   V& b0, V& b1, V& b2, V& b3, V& c0, V& c1, V& c2, V& c3, V& e0,
                                   V& e1, V& e2, V& e3) {
  for (int k = 0; k < count; ++k, weights += row_count(kRows) * width) {
    const V input = hn::Set(d, inputs[k]);
    if constexpr (kRows & 1) add_scaled<kVectors>(d, input, weights, a0, a1, a2, a3);
    if constexpr (kRows & 2)
      add_scaled<kVectors>(d, input, weights + row_count(kRows & 1) * width, b0, b1, b2, b3);
    if constexpr (kRows & 4)
      add_scaled<kVectors>(d, input, weights + row_count(kRows & 3) * width, c0, c1, c2, c3);
    if constexpr (kRows & 8)
      add_scaled<kVectors>(d, input, weights + row_count(kRows & 7) * width, e0, e1, e2, e3);
  }
  return weights;
}

// Units `lane` and on of a tile: their pre-activations go to finish, as in run_tile.
template <unsigned kRowsX, unsigned kRowsH, int kVectors, class D, class Finish>
HWY_INLINE void run_row_tile(D d, const RowStep& in, const float* HWY_RESTRICT packed,
                             const Finish& finish) {
  const long width = row_tile(in.H);
  hn::Vec<D> a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, e0, e1, e2, e3;
  load_row<kVectors>(d, packed, a0, a1, a2, a3);
  load_row<kVectors>(d, packed + width, b0, b1, b2, b3);
  load_row<kVectors>(d, packed + 2 * width, c0, c1, c2, c3);
  load_row<kVectors>(d, packed + 3 * width, e0, e1, e2, e3);
  packed = add_inputs<kRowsX, kVectors>(d, in.x, in.D, width, packed + 4 * width, a0, a1, a2, a3,
                                        b0, b1, b2, b3, c0, c1, c2, c3, e0, e1, e2, e3);
  add_inputs<kRowsH, kVectors>(d, in.h_prev, in.H, width, packed, a0, a1, a2, a3, b0, b1, b2, b3,
                               c0, c1, c2, c3, e0, e1, e2, e3);
  finish.template operator()<kVectors>(d, a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, e0, e1,
                                       e2, e3);
}

// body(packed, unit, vectors): for each group of vectors of each tile, its parameters and its first
// unit.
template <class D, class Body>
HWY_INLINE void for_row_tiles(D d, int gates, const RowStep& s, const Body& body) {
  const long size = static_cast<long>(row_tile_size(gates, s.D, s.H));
  const int width = row_tile(s.H), tiles = row_padded(s.H) / width;
  for (int i = 0; i < tiles; ++i) {
    const int tile = s.last_first ? tiles - 1 - i : i;
    for_lane_groups(d, width, [&](int lane, auto vectors) HWY_ATTR {
      body(s.packed + tile * size + lane, tile * width + lane, vectors);
    });
  }
}

// One step of a cell, as in run_units: `unit.at(i)` is the one that begins at unit i.
template <int kGates, int kParted, class Unit>
HWY_INLINE void run_row_units(const RowStep& s, const Unit& unit) {
  const Tag<float> d;
  for_row_tiles(d, kGates, s, [&](const float* packed, int first, auto vectors) HWY_ATTR {
    run_row_tile<kRowsOfX<kGates, kParted>, kRowsOfH<kGates, kParted>, decltype(vectors)::value>(
        d, s, packed, unit.at(first));
  });
}

}  // namespace lstmtrain::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggle
