// Register tiles of the fused kernels: products whose vectors are lanes, kept in 16 accumulators
// (4 rows of up to 4 vectors) until they are complete. Accumulators are named, not an array:
// scalable vectors have no arrays, and GCC 12 would keep an array in memory. Stage 7 for what is
// fused; included once per target.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "hwy/highway.h"
#include "nn/cells/reset.hpp"

#if defined(LSTMTRAIN_NN_KERNEL_TILE_INL_) == defined(HWY_TARGET_TOGGLE)
#ifdef LSTMTRAIN_NN_KERNEL_TILE_INL_
#undef LSTMTRAIN_NN_KERNEL_TILE_INL_
#else
#define LSTMTRAIN_NN_KERNEL_TILE_INL_
#endif

HWY_BEFORE_NAMESPACE();
namespace lstmtrain::nn::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Whole vectors: their number of lanes divides kLaneMultiple.
template <class T>
using Tag = hn::CappedTag<T, 16>;

// Vectors of a tile's row: 4 where there are 32 registers; 3 of 16 hold the sums, what enters and a
// weight where a multiply-add may overwrite what it adds to, 2 where it takes a register beside.
#if HWY_TARGET == HWY_SSSE3 || HWY_TARGET == HWY_SSE4
inline constexpr int kTileVectors = 2;
#elif HWY_TARGET == HWY_AVX2
inline constexpr int kTileVectors = 3;
#else
inline constexpr int kTileVectors = 4;
#endif

// How many of `rest` vectors or columns the next tile takes: as many as it holds, but two of two
// where one would be left.
constexpr int tile_width(int rest) {
  if (rest <= kTileVectors) return rest;
  return kTileVectors > 2 && rest == kTileVectors + 1 ? kTileVectors - 1 : kTileVectors;
}

// Which of a tile's rows take part: bit r for row r.
constexpr unsigned first_rows(int rows) { return (1u << rows) - 1; }
constexpr int row_count(unsigned rows) { return __builtin_popcount(rows); }

// `count` rows of lanes, one every `stride` elements.
template <class T>
struct Operand {
  const T* rows;
  int count;
  long stride;
};

// Tiles that are summed together, so that blocks of one or two vectors fill the registers, too:
// each has kVectors vectors of a row, and its weights stand `stride` elements behind the ones
// before.
template <class T>
struct TileWeights {
  const T* at;
  long stride;
};

// The tile that sum i of a row is of, and the vector in it.
constexpr int tile_of(int i, int vectors) { return i / vectors; }

// Row r of the tiles (a, b, c, e; those in kRows) += sum over k of weights[k][r] * operand row k,
// for kVectors vectors of kTiles tiles: a0 is the first vector of the first one. weights [count]
// [row_count(kRows)] a tile; they move behind their end.
template <unsigned kRows, int kVectors, int kTiles, class D, class T = hn::TFromD<D>,
          class V = hn::Vec<D>>
HWY_INLINE void add_products(D d, Operand<T> operand, TileWeights<T>& weights, V& a0, V& a1, V& a2,
                             V& a3, V& b0, V& b1, V& b2, V& b3, V& c0, V& c1, V& c2, V& c3, V& e0,
                             V& e1, V& e2, V& e3) {
  constexpr int kWidth = kVectors * kTiles;
  constexpr int t1 = tile_of(1, kVectors), t2 = tile_of(2, kVectors), t3 = tile_of(3, kVectors);
  const T* HWY_RESTRICT row = operand.rows;
  const T* HWY_RESTRICT w = weights.at;
  const long stride = weights.stride;
  const auto N = hn::Lanes(d);
  for (int k = 0; k < operand.count; ++k, row += operand.stride, w += row_count(kRows)) {
    const V s0 = hn::LoadU(d, row);
    V s1 = s0, s2 = s0, s3 = s0;
    if constexpr (kVectors > 1) s1 = hn::LoadU(d, row + N);
    if constexpr (kVectors == 2) s3 = s1;
    if constexpr (kVectors > 2) s2 = hn::LoadU(d, row + 2 * N);
    if constexpr (kVectors > 3) s3 = hn::LoadU(d, row + 3 * N);
    const auto add = [&](int r, V& v0, V& v1, V& v2, V& v3) HWY_ATTR {
      v0 = hn::MulAdd(hn::Set(d, w[r]), s0, v0);
      if constexpr (kWidth > 1) v1 = hn::MulAdd(hn::Set(d, w[r + t1 * stride]), s1, v1);
      if constexpr (kWidth > 2) v2 = hn::MulAdd(hn::Set(d, w[r + t2 * stride]), s2, v2);
      if constexpr (kWidth > 3) v3 = hn::MulAdd(hn::Set(d, w[r + t3 * stride]), s3, v3);
    };
    if constexpr (kRows & 1) add(0, a0, a1, a2, a3);
    if constexpr (kRows & 2) add(row_count(kRows & 1), b0, b1, b2, b3);
    if constexpr (kRows & 4) add(row_count(kRows & 3), c0, c1, c2, c3);
    if constexpr (kRows & 8) add(row_count(kRows & 7), e0, e1, e2, e3);
  }
  weights.at = w;
}

// kTiles tiles: rows start at bias[0..3] of each, add weights * x over kRowsX, then weights * h
// over kRowsH, and go to finish<kVectors * kTiles>(d, a0..a3, b0..b3, c0..c3, e0..e3).
template <unsigned kRowsX, unsigned kRowsH, int kVectors, int kTiles, class D, class T,
          class Finish>
HWY_INLINE void run_tiles(D d, Operand<T> x, Operand<T> h, TileWeights<T> weights,
                          const T* HWY_RESTRICT bias, const Finish& finish) {
  constexpr int t1 = 4 * tile_of(1, kVectors), t2 = 4 * tile_of(2, kVectors),
                t3 = 4 * tile_of(3, kVectors);
  auto a0 = hn::Set(d, bias[0]), b0 = hn::Set(d, bias[1]);
  auto c0 = hn::Set(d, bias[2]), e0 = hn::Set(d, bias[3]);
  auto a1 = a0, a2 = a0, a3 = a0, b1 = b0, b2 = b0, b3 = b0;
  auto c1 = c0, c2 = c0, c3 = c0, e1 = e0, e2 = e0, e3 = e0;
  if constexpr (kTiles > 1) {
    a1 = hn::Set(d, bias[t1]), b1 = hn::Set(d, bias[t1 + 1]);
    c1 = hn::Set(d, bias[t1 + 2]), e1 = hn::Set(d, bias[t1 + 3]);
    if constexpr (kVectors * kTiles > 2) {
      a2 = hn::Set(d, bias[t2]), b2 = hn::Set(d, bias[t2 + 1]);
      c2 = hn::Set(d, bias[t2 + 2]), e2 = hn::Set(d, bias[t2 + 3]);
    }
    if constexpr (kVectors * kTiles > 3) {
      a3 = hn::Set(d, bias[t3]), b3 = hn::Set(d, bias[t3 + 1]);
      c3 = hn::Set(d, bias[t3 + 2]), e3 = hn::Set(d, bias[t3 + 3]);
    }
  }
  add_products<kRowsX, kVectors, kTiles>(d, x, weights, a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2,
                                         c3, e0, e1, e2, e3);
  add_products<kRowsH, kVectors, kTiles>(d, h, weights, a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2,
                                         c3, e0, e1, e2, e3);
  finish.template operator()<kVectors * kTiles>(d, a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3,
                                                e0, e1, e2, e3);
}

// One tile.
template <unsigned kRowsX, unsigned kRowsH, int kVectors, class D, class T, class Finish>
HWY_INLINE void run_tile(D d, Operand<T> x, Operand<T> h, const T* weights, const T* bias,
                         const Finish& finish) {
  run_tiles<kRowsX, kRowsH, kVectors, 1>(d, x, h, TileWeights<T>{weights, 0}, bias, finish);
}

// Rows of kVectors vectors, as the tiles hold them.
template <int kVectors, class D, class V = hn::Vec<D>>
HWY_INLINE void load_row(D d, const hn::TFromD<D>* from, V& v0, V& v1, V& v2, V& v3) {
  const auto N = hn::Lanes(d);
  v3 = v2 = v1 = v0 = hn::LoadU(d, from);
  if constexpr (kVectors > 1) v1 = hn::LoadU(d, from + N);
  if constexpr (kVectors > 2) v2 = hn::LoadU(d, from + 2 * N);
  if constexpr (kVectors > 3) v3 = hn::LoadU(d, from + 3 * N);
}

template <int kVectors, class D, class V = hn::Vec<D>>
HWY_INLINE void store_row(D d, hn::TFromD<D>* to, V v0, V v1, V v2, V v3) {
  const auto N = hn::Lanes(d);
  hn::StoreU(v0, d, to);
  if constexpr (kVectors > 1) hn::StoreU(v1, d, to + N);
  if constexpr (kVectors > 2) hn::StoreU(v2, d, to + 2 * N);
  if constexpr (kVectors > 3) hn::StoreU(v3, d, to + 3 * N);
}

// Where a kernel keeps a unit's gates for a backward pass, if it does: rows gate_stride apart.
template <class T, bool kKeep>
struct KeptGates {
  T* rows;
  long stride;

  // Of the unit whose first lane is `offset` elements behind.
  KeptGates at(long offset) const { return {kKeep ? rows + offset : nullptr, stride}; }
  template <int kVectors, class D, class V = hn::Vec<D>>
  HWY_INLINE void put(D d, int gate, V v0, V v1, V v2, V v3) const {
    if constexpr (kKeep) store_row<kVectors>(d, rows + gate * stride, v0, v1, v2, v3);
  }
};

// body(std::integral_constant<int, width>()) for a width of 1 to kTileVectors.
template <class Body>
HWY_INLINE void with_width(int width, const Body& body) {
  if constexpr (kTileVectors > 3)
    if (width == 4) return body(std::integral_constant<int, 4>());
  if constexpr (kTileVectors > 2)
    if (width == 3) return body(std::integral_constant<int, 3>());
  if (width == 2) return body(std::integral_constant<int, 2>());
  body(std::integral_constant<int, 1>());
}

// body(lane, vectors) over the B lanes: vectors is a std::integral_constant.
template <class D, class Body>
HWY_INLINE void for_lane_groups(D d, int B, const Body& body) {
  const int N = static_cast<int>(hn::Lanes(d));
  for (int lane = 0, width = 0; lane < B; lane += width * N) {
    width = tile_width((B - lane) / N);
    with_width(width, [&](auto vectors) HWY_ATTR { body(lane, vectors); });
  }
}

// body(vectors, tiles) where the B lanes are so few vectors that several tiles fill the registers:
// both are a std::integral_constant. False where they are not.
template <class D, class Body>
HWY_INLINE bool if_narrow(D d, int B, const Body& body) {
  const int vectors = B / static_cast<int>(hn::Lanes(d));
  if (vectors == 1) {
    body(std::integral_constant<int, 1>(), std::integral_constant<int, kTileVectors>());
    return true;
  }
  if constexpr (kTileVectors >= 4)
    if (vectors == 2) {
      body(std::integral_constant<int, 2>(), std::integral_constant<int, kTileVectors / 2>());
      return true;
    }
  return false;
}

// out rows (those in kRows) = or += the tiles: kVectors vectors of each, and four rows from one to
// the next.
template <unsigned kRows, bool kAdd, int kVectors, class T>
struct StoreRows {
  T* out;
  long stride;

  template <class D, class V = hn::Vec<D>>
  HWY_INLINE void put(D d, T* at, V v) const {
    if constexpr (kAdd) v = hn::Add(v, hn::LoadU(d, at));
    hn::StoreU(v, d, at);
  }
  template <int kWidth, class D, class V = hn::Vec<D>>
  HWY_INLINE void put_row(D d, T* at, V v0, V v1, V v2, V v3) const {
    const auto N = static_cast<long>(hn::Lanes(d));
    const auto place = [&](int i) { return at + i / kVectors * 4 * stride + i % kVectors * N; };
    put(d, place(0), v0);
    if constexpr (kWidth > 1) put(d, place(1), v1);
    if constexpr (kWidth > 2) put(d, place(2), v2);
    if constexpr (kWidth > 3) put(d, place(3), v3);
  }
  template <int kWidth, class D, class V = hn::Vec<D>>
  HWY_INLINE void operator()(D d, V a0, V a1, V a2, V a3, V b0, V b1, V b2, V b3, V c0, V c1, V c2,
                             V c3, V e0, V e1, V e2, V e3) const {
    if constexpr (kRows & 1) put_row<kWidth>(d, out, a0, a1, a2, a3);
    if constexpr (kRows & 2) put_row<kWidth>(d, out + stride, b0, b1, b2, b3);
    if constexpr (kRows & 4) put_row<kWidth>(d, out + 2 * stride, c0, c1, c2, c3);
    if constexpr (kRows & 8) put_row<kWidth>(d, out + 3 * stride, e0, e1, e2, e3);
  }
};

template <unsigned kRows, bool kAdd, class T>
HWY_NOINLINE void transposed_rows(Operand<T> gates, const T* weights, int B, T* out) {
  const Tag<T> d;
  const T zero[4] = {};
  for_lane_groups(d, B, [&](int lane, auto vectors) HWY_ATTR {
    constexpr int kVectors = decltype(vectors)::value;
    const Operand<T> none{nullptr, 0, 0}, source{gates.rows + lane, gates.count, gates.stride};
    const StoreRows<kRows, kAdd, kVectors, T> store{out + lane, B};
    run_tile<kRows, kRows, kVectors>(d, none, source, weights, zero, store);
  });
}

// Likewise of kTiles tiles of 4 outputs, of which one has no more than kVectors vectors.
template <bool kAdd, int kVectors, int kTiles, class T>
HWY_NOINLINE void transposed_tiles(Operand<T> gates, TileWeights<T> weights, int B, T* out) {
  const Tag<T> d;
  const T zero[4 * kTiles] = {};
  const Operand<T> none{nullptr, 0, 0};
  const StoreRows<15, kAdd, kVectors, T> store{out, B};
  run_tiles<15, 15, kVectors, kTiles>(d, none, gates, weights, zero, store);
}

// out [outputs][B] = or += W^T gates, with W^T packed by pack_transposed.
template <bool kAdd, class T>
void multiply_transposed(Operand<T> gates, const T* packed, int outputs, int B, T* out) {
  const long tile = 4L * gates.count;
  if_narrow(Tag<T>(), B, [&](auto vectors, auto tiles) {
    constexpr int kVectors = decltype(vectors)::value, kTiles = decltype(tiles)::value;
    for (; outputs >= 4 * kTiles;
         outputs -= 4 * kTiles, packed += kTiles * tile, out += 4L * kTiles * B)
      transposed_tiles<kAdd, kVectors, kTiles>(gates, TileWeights<T>{packed, tile}, B, out);
  });
  for (; outputs >= 4; outputs -= 4, packed += tile, out += 4L * B)
    transposed_rows<15, kAdd>(gates, packed, B, out);
  if (outputs == 3) transposed_rows<7, kAdd>(gates, packed, B, out);
  if (outputs == 2) transposed_rows<3, kAdd>(gates, packed, B, out);
  if (outputs == 1) transposed_rows<1, kAdd>(gates, packed, B, out);
}

// weight [rows,outputs] -> [tile of 4 outputs][rows][outputs of the tile]; the last tile may be
// narrower. Rows begin at `first` and wrap around. Returns the end.
template <class T>
T* pack_transposed(const T* weight, int rows, int first, int outputs, T* packed) {
  for (int k = 0; k < outputs; k += 4) {
    const int width = HWY_MIN(4, outputs - k);
    for (int r = 0; r < rows; ++r) {
      const T* row = weight + static_cast<long>((first + r) % rows) * outputs + k;
      packed = std::copy_n(row, width, packed);
    }
  }
  return packed;
}

// Lanes that keep their state, as bits to be ANDed: keep [B] is all ones, or zero where the lane is
// reset. Returns keep, or nullptr when no lane is reset.
template <class T>
const T* keep_lanes(const std::uint8_t* reset, int t, int B, T* keep) {
  if (!any_reset(reset, t, B)) return nullptr;
  reset += static_cast<long>(t) * B;
  for (int n = 0; n < B; ++n) std::memset(keep + n, reset[n] ? 0 : 0xFF, sizeof(T));
  return keep;
}

// out [rows][B] = state, zero in the lanes that are not kept. keep nullptr: all are.
template <class T>
void copy_kept(const T* state, const T* keep, int rows, int B, T* out) {
  const Tag<T> d;
  const int N = static_cast<int>(hn::Lanes(d));
  for (int r = 0; r < rows; ++r, state += B, out += B)
    for (int lane = 0; lane < B; lane += N) {
      auto v = hn::LoadU(d, state + lane);
      if (keep != nullptr) v = hn::And(v, hn::LoadU(d, keep + lane));
      hn::StoreU(v, d, out + lane);
    }
}

}  // namespace lstmtrain::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggle
