// Weight gradients of the fused kernels: products summed over lanes and over a chunk of steps, in
// register tiles that stay spread over lanes until the chunk's end. Stage 7 for what is fused;
// included once per target.
#include "nn/cells/cell.hpp"
#include "nn/cells/reset.hpp"
#include "nn/kernels/tile-inl.hpp"

#if defined(LSTMTRAIN_NN_KERNEL_OUTER_INL_) == defined(HWY_TARGET_TOGGLE)
#ifdef LSTMTRAIN_NN_KERNEL_OUTER_INL_
#undef LSTMTRAIN_NN_KERNEL_OUTER_INL_
#else
#define LSTMTRAIN_NN_KERNEL_OUTER_INL_
#endif

HWY_BEFORE_NAMESPACE();
namespace lstmtrain::nn::HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR && !HWY_HAVE_SCALABLE
// out [lanes of a block of 128 bits] += the sum of v's blocks.
template <class D, class V = hn::Vec<D>, class T = hn::TFromD<D>>
HWY_INLINE void add_blocks(D d, V v, T* out) {
  if constexpr (hn::MaxLanes(d) * sizeof(T) > 16) {
    const hn::Half<D> half;
    add_blocks(half, hn::Add(hn::LowerHalf(half, v), hn::UpperHalf(half, v)), out);
  } else {
    hn::StoreU(hn::Add(v, hn::LoadU(d, out)), d, out);
  }
}
#endif

// out[0..3] += the sums over lanes of a, b, c, e.
template <class D, class V = hn::Vec<D>, class T = hn::TFromD<D>>
HWY_INLINE void add_lane_sums(D d, V a, V b, V c, V e, T* out) {
#if HWY_TARGET == HWY_SCALAR || HWY_HAVE_SCALABLE
  out[0] += hn::GetLane(hn::SumOfLanes(d, a));
  out[1] += hn::GetLane(hn::SumOfLanes(d, b));
  out[2] += hn::GetLane(hn::SumOfLanes(d, c));
  out[3] += hn::GetLane(hn::SumOfLanes(d, e));
#else
  // Blocks of 128 bits: neighbours are added until a block holds one sum a lane.
  const V ab = hn::Add(hn::InterleaveLower(d, a, b), hn::InterleaveUpper(d, a, b));
  const V ce = hn::Add(hn::InterleaveLower(d, c, e), hn::InterleaveUpper(d, c, e));
  if constexpr (sizeof(T) == 4) {
    const hn::RepartitionToWide<hn::RebindToUnsigned<D>> wide;
    const auto low = hn::InterleaveLower(wide, hn::BitCast(wide, ab), hn::BitCast(wide, ce));
    const auto high = hn::InterleaveUpper(wide, hn::BitCast(wide, ab), hn::BitCast(wide, ce));
    add_blocks(d, hn::Add(hn::BitCast(d, low), hn::BitCast(d, high)), out);
  } else {
    add_blocks(d, ab, out);
    add_blocks(d, ce, out + 2);
  }
#endif
}

// Keeps what was loaded in a register: GCC 12 reads it from memory again for every multiply-add
// that it takes part in, which makes more loads than the ports of an AVX2 core take.
template <class V>
HWY_INLINE V in_register(V v) {
#if HWY_TARGET == HWY_AVX2
  asm("" : "+x"(v.raw));
#endif
  return v;
}

// s0..s3 += v0..v3
template <class V>
HWY_INLINE void add_each(V& s0, V v0, V& s1, V v1, V& s2, V v2, V& s3, V v3) {
  s0 = hn::Add(s0, v0), s1 = hn::Add(s1, v1), s2 = hn::Add(s2, v2), s3 = hn::Add(s3, v3);
}

// A few steps of gate gradients, gate_step elements from one to the next.
struct Chunk {
  int steps;
  long gate_step;
  int B;
};

// What they are multiplied with: rows of one step, `step` elements to the next.
template <class T>
struct Source {
  const T* rows;
  long step;
};

// out[r][k] += sum over the chunk's steps and lanes of gates row r * source row k, for 4 rows and
// kColumns columns. The sums stay spread over lanes until the end.
template <int kColumns, class T>
HWY_NOINLINE void outer_tile(const Chunk& chunk, const T* HWY_RESTRICT gates, Source<T> source,
                             T* HWY_RESTRICT out, long out_stride) {
  const Tag<T> d;
  const int N = static_cast<int>(hn::Lanes(d)), B = chunk.B;
  auto a0 = hn::Zero(d), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  auto c0 = a0, c1 = a0, c2 = a0, c3 = a0, e0 = a0, e1 = a0, e2 = a0, e3 = a0;
  for (int s = 0; s < chunk.steps; ++s) {
    for (int lane = 0; lane < B; lane += N) {
      const T* g = gates + lane;
      const T* x = source.rows + lane;
      const auto x0 = hn::LoadU(d, x);
      auto x1 = x0, x2 = x0, x3 = x0;
      if constexpr (kColumns > 1) x1 = hn::LoadU(d, x + B);
      if constexpr (kColumns > 2) x2 = hn::LoadU(d, x + 2 * B);
      if constexpr (kColumns > 3) x3 = hn::LoadU(d, x + 3 * B);
      const auto ga = in_register(hn::LoadU(d, g));
      a0 = hn::MulAdd(ga, x0, a0);
      if constexpr (kColumns > 1) a1 = hn::MulAdd(ga, x1, a1);
      if constexpr (kColumns > 2) a2 = hn::MulAdd(ga, x2, a2);
      if constexpr (kColumns > 3) a3 = hn::MulAdd(ga, x3, a3);
      const auto gb = in_register(hn::LoadU(d, g + B));
      b0 = hn::MulAdd(gb, x0, b0);
      if constexpr (kColumns > 1) b1 = hn::MulAdd(gb, x1, b1);
      if constexpr (kColumns > 2) b2 = hn::MulAdd(gb, x2, b2);
      if constexpr (kColumns > 3) b3 = hn::MulAdd(gb, x3, b3);
      const auto gc = in_register(hn::LoadU(d, g + 2 * B));
      c0 = hn::MulAdd(gc, x0, c0);
      if constexpr (kColumns > 1) c1 = hn::MulAdd(gc, x1, c1);
      if constexpr (kColumns > 2) c2 = hn::MulAdd(gc, x2, c2);
      if constexpr (kColumns > 3) c3 = hn::MulAdd(gc, x3, c3);
      const auto ge = in_register(hn::LoadU(d, g + 3 * B));
      e0 = hn::MulAdd(ge, x0, e0);
      if constexpr (kColumns > 1) e1 = hn::MulAdd(ge, x1, e1);
      if constexpr (kColumns > 2) e2 = hn::MulAdd(ge, x2, e2);
      if constexpr (kColumns > 3) e3 = hn::MulAdd(ge, x3, e3);
    }
    gates += chunk.gate_step;
    source.rows += source.step;
  }
  add_lane_sums(d, a0, a1, a2, a3, out);
  add_lane_sums(d, b0, b1, b2, b3, out + out_stride);
  add_lane_sums(d, c0, c1, c2, c3, out + 2 * out_stride);
  add_lane_sums(d, e0, e1, e2, e3, out + 3 * out_stride);
}

template <class T>
Source<T> columns_from(Source<T> source, int k, int B) {
  return {source.rows + static_cast<long>(k) * B, source.step};
}

// out [rows rounded up to 4][out_stride] += sum over the chunk of gates [rows][B] source
// [columns][B]^T. Rows of `gates` up to a multiple of 4 are read; zeros are added to up to 3
// elements behind a row of `out`.
template <class T>
void outer_products(const Chunk& chunk, const T* gates, int rows, Source<T> source, int columns,
                    T* out, long out_stride) {
  for (int r = 0; r < rows; r += 4, gates += 4L * chunk.B, out += 4 * out_stride)
    for (int k = 0, width = 0; k < columns; k += width) {
      width = tile_width(columns - k);
      with_width(width, [&](auto tile_columns) {
        outer_tile<decltype(tile_columns)::value>(chunk, gates, columns_from(source, k, chunk.B),
                                                  out + k, out_stride);
      });
    }
}

// The inputs x_t of the steps from `begin` on.
template <class T>
Source<T> inputs(const CellForward<T>& f, int begin) {
  const long step = static_cast<long>(f.D) * f.B;
  return {f.x + begin * step, step};
}

// The states h_{t-1} that enter the steps [begin, end): where they are, or, when a lane is reset
// there, masked copies in scratch.
template <class T, class Scratch>
Source<T> entering_states(const CellForward<T>& f, int begin, int end, const Scratch& s) {
  const long state = static_cast<long>(f.H) * f.B;
  bool resets = false;
  for (int t = begin; t < end; ++t) resets = resets || any_reset(f.reset, t, f.B);
  if (!resets) return {f.h + begin * state, state};
  for (int t = begin; t < end; ++t)
    copy_kept(f.h + t * state, keep_lanes(f.reset, t, f.B, s.keep), f.H, f.B,
              s.source + (t - begin) * s.source_step);
  return {s.source, s.source_step};
}

// to [rows,columns] += from [rows][stride]
template <class T>
void add_columns(const T* from, int rows, int columns, long stride, T* to) {
  for (int r = 0; r < rows; ++r, from += stride, to += columns)
    for (int k = 0; k < columns; ++k) to[k] += from[k];
}

// to [gates][H] += from [H][4]
template <class T>
void add_unit_sums(const T* from, int gates, int H, T* to) {
  for (int j = 0; j < H; ++j)
    for (int g = 0; g < gates; ++g) to[g * H + j] += from[4 * j + g];
}

// Likewise of a cell whose last gate is parted: its recurrent sums stand behind those of the gates.
template <class T>
void add_parted_sums(const T* from, int parted, int H, T* to) {
  add_unit_sums(from, parted, H, to);
  for (int j = 0; j < H; ++j) to[parted * H + j] += from[4 * j + parted + 1];
}

}  // namespace lstmtrain::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggle
