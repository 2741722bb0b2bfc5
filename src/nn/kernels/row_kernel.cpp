// Stage 9: one step of one stream. The four gates of a few vectors of units are accumulated over
// [x_t; h_{t-1}], each input broadcast, and go through the activations in registers. Formulas as in
// lstm_kernel.cpp and gru_kernel.cpp.
#include "nn/kernels/row_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/kernels/row_kernel.cpp"
#include "hwy/foreach_target.h"
#include "nn/kernels/math-inl.hpp"
#include "nn/kernels/target.hpp"
#include "nn/kernels/tile-inl.hpp"

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

struct LstmRow {
  float *c, *h;

  template <int kVectors, class D, class V = hn::Vec<D>>
  HWY_INLINE void operator()(D d, V i0, V i1, V i2, V i3, V f0, V f1, V f2, V f3, V g0, V g1, V g2,
                             V g3, V o0, V o1, V o2, V o3) const {
    V c0, c1, c2, c3;
    load_row<kVectors>(d, c, c0, c1, c2, c3);
    // c_t = sigmoid(a_f) * c_{t-1} + sigmoid(a_i) * tanh(a_g)
    tanh_row<kVectors>(d, g0, g1, g2, g3);
    sigmoid_row<kVectors>(d, i0, i1, i2, i3);
    sigmoid_row<kVectors>(d, f0, f1, f2, f3);
    c0 = hn::MulAdd(f0, c0, hn::Mul(i0, g0)), c1 = hn::MulAdd(f1, c1, hn::Mul(i1, g1));
    c2 = hn::MulAdd(f2, c2, hn::Mul(i2, g2)), c3 = hn::MulAdd(f3, c3, hn::Mul(i3, g3));
    store_row<kVectors>(d, c, c0, c1, c2, c3);
    // h_t = sigmoid(a_o) * tanh(c_t)
    sigmoid_row<kVectors>(d, o0, o1, o2, o3);
    tanh_row<kVectors>(d, c0, c1, c2, c3);
    store_row<kVectors>(d, h, hn::Mul(o0, c0), hn::Mul(o1, c1), hn::Mul(o2, c2), hn::Mul(o3, c3));
  }
};

struct GruRow {
  const float* h_prev;
  float* h;

  template <int kVectors, class D, class V = hn::Vec<D>>
  HWY_INLINE void operator()(D d, V r0, V r1, V r2, V r3, V z0, V z1, V z2, V z3, V n0, V n1, V n2,
                             V n3, V q0, V q1, V q2, V q3) const {
    // n = tanh(a_n + sigmoid(a_r) * q)
    sigmoid_row<kVectors>(d, r0, r1, r2, r3);
    n0 = hn::MulAdd(r0, q0, n0), n1 = hn::MulAdd(r1, q1, n1);
    n2 = hn::MulAdd(r2, q2, n2), n3 = hn::MulAdd(r3, q3, n3);
    sigmoid_row<kVectors>(d, z0, z1, z2, z3);
    tanh_row<kVectors>(d, n0, n1, n2, n3);
    // h_t = (1 - z) * n + z * h_{t-1}
    V h0, h1, h2, h3;
    load_row<kVectors>(d, h_prev, h0, h1, h2, h3);
    h0 = hn::MulAdd(z0, hn::Sub(h0, n0), n0), h1 = hn::MulAdd(z1, hn::Sub(h1, n1), n1);
    h2 = hn::MulAdd(z2, hn::Sub(h2, n2), n2), h3 = hn::MulAdd(z3, hn::Sub(h3, n3), n3);
    store_row<kVectors>(d, h, h0, h1, h2, h3);
  }
};

// body(packed, unit, vectors): for each group of vectors of each tile, its parameters and its first
// unit.
template <class D, class Body>
HWY_INLINE void for_row_tiles(D d, Cell cell, const RowStep& s, const Body& body) {
  const long size = static_cast<long>(row_tile_size(cell, s.D, s.H));
  const int width = row_tile(s.H), tiles = row_padded(s.H) / width;
  for (int i = 0; i < tiles; ++i) {
    const int tile = s.last_first ? tiles - 1 - i : i;
    for_lane_groups(d, width, [&](int lane, auto vectors) HWY_ATTR {
      body(s.packed + tile * size + lane, tile * width + lane, vectors);
    });
  }
}

void lstm_row(const RowStep& s) {
  const Tag<float> d;
  for_row_tiles(d, Cell::lstm, s, [&](const float* packed, int unit, auto vectors) HWY_ATTR {
    run_row_tile<15, 15, decltype(vectors)::value>(d, s, packed, LstmRow{s.c + unit, s.h + unit});
  });
}

void gru_row(const RowStep& s) {
  const Tag<float> d;
  for_row_tiles(d, Cell::gru, s, [&](const float* packed, int unit, auto vectors) HWY_ATTR {
    run_row_tile<7, 11, decltype(vectors)::value>(d, s, packed,
                                                  GruRow{s.h_prev + unit, s.h + unit});
  });
}

void dense_row(int K, int Hp, const float* weight, const float* bias, const float* h, float* y) {
  const Tag<float> d;
  const int N = static_cast<int>(hn::Lanes(d));
  for (int k = 0; k < K; ++k, weight += Hp) {
    auto sum = hn::Mul(hn::LoadU(d, weight), hn::LoadU(d, h));
    for (int j = N; j < Hp; j += N)
      sum = hn::MulAdd(hn::LoadU(d, weight + j), hn::LoadU(d, h + j), sum);
    y[k] = bias[k] + hn::GetLane(hn::SumOfLanes(d, sum));
  }
}

}  // namespace lstmtrain::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lstmtrain::nn {

HWY_EXPORT(lstm_row);
HWY_EXPORT(gru_row);
HWY_EXPORT(dense_row);

std::size_t row_packed_size(Cell cell, int D, int H) {
  return row_tile_size(cell, D, H) * static_cast<std::size_t>(row_padded(H) / row_tile(H));
}

void pack_row(Cell cell, const CellForward<float>& w, float* packed) {
  const int H = w.H, G = cell == Cell::lstm ? 4 : 3, width = row_tile(H);
  std::fill_n(packed, row_packed_size(cell, w.D, H), 0.0f);
  for (int j = 0; j < H; ++j) {
    float* at =
        packed + row_tile_size(cell, w.D, H) * static_cast<std::size_t>(j / width) + j % width;
    for (int g = 0; g < 4; ++g, at += width) {
      const bool parted = cell == Cell::gru && g >= 2;  // the input part of n, and q
      const int row = (parted ? 2 : g) * H + j;
      *at = parted ? (g == 2 ? w.bias_ih : w.bias_hh)[row] : w.bias_ih[row] + w.bias_hh[row];
    }
    for (int k = 0; k < w.D; ++k)
      for (int g = 0; g < G; ++g, at += width)
        *at = w.weight_ih[(static_cast<long>(g) * H + j) * w.D + k];
    for (int k = 0; k < H; ++k)
      for (int g = 0; g < G; ++g, at += width)
        *at = w.weight_hh[(static_cast<long>(g) * H + j) * H + k];
  }
}

void lstm_row_kernel(const RowStep& step) { HWY_DYNAMIC_DISPATCH(lstm_row)(step); }
void gru_row_kernel(const RowStep& step) { HWY_DYNAMIC_DISPATCH(gru_row)(step); }

void dense_row_kernel(int K, int Hp, const float* weight, const float* bias, const float* h,
                      float* y) {
  HWY_DYNAMIC_DISPATCH(dense_row)(K, Hp, weight, bias, h, y);
}

}  // namespace lstmtrain::nn
#endif  // HWY_ONCE
