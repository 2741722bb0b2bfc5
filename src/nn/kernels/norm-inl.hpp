// LayerNorm inside the fused kernels. The weights are centred when they are packed: the mean over
// the G*H output rows is taken from each column, so that W x has mean 0 and its variance is the
// mean of its squares, in one pass and without cancellation. A gradient may keep its mean over the
// rows, too: W^T does not see it, and dW loses it at the end. Stage 9; included once per target.
#include "nn/kernels/math-inl.hpp"
#include "nn/kernels/norm_scratch.hpp"
#include "nn/kernels/steps-inl.hpp"
#include "nn/layer_norm.hpp"

#if defined(LSTMTRAIN_NN_KERNEL_NORM_INL_) == defined(HWY_TARGET_TOGGLE)
#ifdef LSTMTRAIN_NN_KERNEL_NORM_INL_
#undef LSTMTRAIN_NN_KERNEL_NORM_INL_
#else
#define LSTMTRAIN_NN_KERNEL_NORM_INL_
#endif

HWY_BEFORE_NAMESPACE();
namespace lstmtrain::nn::HWY_NAMESPACE {

// out [rows,columns] = weight minus each column's mean.
template <class T>
void centre_columns(const T* weight, int rows, int columns, T* out) {
  for (int k = 0; k < columns; ++k) {
    T mean = 0;
    for (int r = 0; r < rows; ++r) mean += weight[static_cast<long>(r) * columns + k];
    mean /= static_cast<T>(rows);
    for (int r = 0; r < rows; ++r) {
      const long at = static_cast<long>(r) * columns + k;
      out[at] = weight[at] - mean;
    }
  }
}

// weight [rows,columns] -> [tile of 4 rows][columns][4]; rows behind the last are 0.
template <class T>
void pack_rows(const T* weight, int rows, int columns, T* packed) {
  for (int tile = 0; tile < rows; tile += 4)
    for (int k = 0; k < columns; ++k)
      for (int r = tile; r < tile + 4; ++r)
        *packed++ = r < rows ? weight[static_cast<long>(r) * columns + k] : T(0);
}

// Weights of the forward products; packed by either direction.
template <class T>
void pack_norm_products(const CellForward<T>& f, int G, const NormScratch<T>& s) {
  centre_columns(f.weight_hh, G * f.H, f.H, s.centred);
  pack_rows(s.centred, G * f.H, f.H, s.rows_h);
  pack_transposed(s.centred, G * f.H, 0, f.H, s.transposed_h);
  centre_columns(f.weight_ih, G * f.H, f.D, s.centred);
  pack_rows(s.centred, G * f.H, f.D, s.rows_x);
  pack_transposed(s.centred, G * f.H, 0, f.D, s.transposed_x);
}

// A tile's rows go to out, their squares to the lanes' sums.
template <class T>
struct StoreAndSquare {
  T* out;
  long stride;
  T* squares;

  template <int kVectors, class D, class V = hn::Vec<D>>
  HWY_INLINE void put(D d, T* at, V v0, V v1, V v2, V v3, V& s0, V& s1, V& s2, V& s3) const {
    store_row<kVectors>(d, at, v0, v1, v2, v3);
    s0 = hn::MulAdd(v0, v0, s0), s1 = hn::MulAdd(v1, v1, s1);
    s2 = hn::MulAdd(v2, v2, s2), s3 = hn::MulAdd(v3, v3, s3);
  }
  template <int kVectors, class D, class V = hn::Vec<D>>
  HWY_INLINE void operator()(D d, V a0, V a1, V a2, V a3, V b0, V b1, V b2, V b3, V c0, V c1, V c2,
                             V c3, V e0, V e1, V e2, V e3) const {
    V s0, s1, s2, s3;
    load_row<kVectors>(d, squares, s0, s1, s2, s3);
    put<kVectors>(d, out, a0, a1, a2, a3, s0, s1, s2, s3);
    put<kVectors>(d, out + stride, b0, b1, b2, b3, s0, s1, s2, s3);
    put<kVectors>(d, out + 2 * stride, c0, c1, c2, c3, s0, s1, s2, s3);
    put<kVectors>(d, out + 3 * stride, e0, e1, e2, e3, s0, s1, s2, s3);
    store_row<kVectors>(d, squares, s0, s1, s2, s3);
  }
};

// rstd = 1 / sqrt(var + eps), var = sum / count; in place. A variance that overflows is NaN: a
// factor of 0 would hide it from the guards.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V inverse_deviation(D d, V sum, int count) {
  using T = hn::TFromD<D>;
  const V var = hn::Mul(sum, hn::Set(d, T(1) / static_cast<T>(count)));
  const V root = hn::Sqrt(hn::Add(var, hn::Set(d, static_cast<T>(kLayerNormEps))));
  return hn::Add(hn::Div(hn::Set(d, T(1)), root), hn::Sub(var, var));
}

// out [rows][B] = the product of packed centred weights with `source`, and rstd [B] over `rows`.
template <class T>
HWY_NOINLINE void centred_product(const T* packed, int rows, Operand<T> source, int B, T* out,
                                  T* rstd) {
  const Tag<T> d;
  const T zero[4] = {};
  std::fill_n(rstd, B, T(0));
  for (int r = 0; r < rows; r += 4, packed += 4L * source.count, out += 4L * B)
    for_lane_groups(d, B, [&](int lane, auto vectors) HWY_ATTR {
      const Operand<T> none{nullptr, 0, 0}, from{source.rows + lane, source.count, source.stride};
      const StoreAndSquare<T> store{out + lane, B, rstd + lane};
      run_tile<15, 15, decltype(vectors)::value>(d, none, from, packed, zero, store);
    });
  const int N = static_cast<int>(hn::Lanes(d));
  for (int lane = 0; lane < B; lane += N)
    hn::StoreU(inverse_deviation(d, hn::LoadU(d, rstd + lane), rows), d, rstd + lane);
}

// mean and rstd [B] of c [H][B] over the units, in two passes.
template <class T>
HWY_NOINLINE void unit_statistics(const T* c, int H, int B, T* mean, T* rstd) {
  const Tag<T> d;
  for_lane_groups(d, B, [&](int lane, auto vectors) HWY_ATTR {
    constexpr int kVectors = decltype(vectors)::value;
    using V = hn::Vec<Tag<T>>;
    V v0, v1, v2, v3, m0 = hn::Zero(d), m1 = m0, m2 = m0, m3 = m0, s0 = m0, s1 = m0, s2 = m0,
                      s3 = m0;
    for (long j = 0; j < H; ++j) {
      load_row<kVectors>(d, c + j * B + lane, v0, v1, v2, v3);
      m0 = hn::Add(m0, v0), m1 = hn::Add(m1, v1), m2 = hn::Add(m2, v2), m3 = hn::Add(m3, v3);
    }
    const V share = hn::Set(d, T(1) / static_cast<T>(H));
    m0 = hn::Mul(m0, share), m1 = hn::Mul(m1, share);
    m2 = hn::Mul(m2, share), m3 = hn::Mul(m3, share);
    for (long j = 0; j < H; ++j) {
      load_row<kVectors>(d, c + j * B + lane, v0, v1, v2, v3);
      v0 = hn::Sub(v0, m0), v1 = hn::Sub(v1, m1), v2 = hn::Sub(v2, m2), v3 = hn::Sub(v3, m3);
      s0 = hn::MulAdd(v0, v0, s0), s1 = hn::MulAdd(v1, v1, s1);
      s2 = hn::MulAdd(v2, v2, s2), s3 = hn::MulAdd(v3, v3, s3);
    }
    store_row<kVectors>(d, mean + lane, m0, m1, m2, m3);
    store_row<kVectors>(d, rstd + lane, inverse_deviation(d, s0, H), inverse_deviation(d, s1, H),
                        inverse_deviation(d, s2, H), inverse_deviation(d, s3, H));
  });
}

// One step's part of the workspace; the statistics of c are those of a cell with c.
template <class T>
struct NormKept {
  T *product, *rstd, *mean_c, *rstd_c;

  NormKept(const CellForward<T>& f, int G, bool has_c, int t)
      : product(f.workspace + static_cast<long>(t) * norm_kernel_features(G, f.H, has_c) * f.B),
        rstd(product + static_cast<long>(norm_rows(G, f.H)) * f.B),
        mean_c(rstd + f.B),
        rstd_c(mean_c + f.B) {}
};

// n(c_t) of one unit, from its lanes of c.
template <class T, class D, class V = hn::Vec<D>>
HWY_INLINE V n_of_c(D d, const T* c, const NormKept<T>& kept, long lane) {
  return hn::Mul(hn::Sub(hn::LoadU(d, c), hn::LoadU(d, kept.mean_c + lane)),
                 hn::LoadU(d, kept.rstd_c + lane));
}

// Both centred products of one step, and the parameters that scale them.
template <class T>
struct NormedStep {
  const T *product_x, *product_h;  // [rows][B]
  const T *rstd_x, *rstd_h;        // [B]
  const T *gain_x, *gain_h, *bias_x, *bias_h;
  long B;

  // n(W_ih x_t) and n(W_hh h_{t-1}) in one row.
  template <class D, class V = hn::Vec<D>>
  HWY_INLINE V n_x(D d, long row, long lane) const {
    return hn::Mul(hn::LoadU(d, product_x + row * B + lane), hn::LoadU(d, rstd_x + lane));
  }
  template <class D, class V = hn::Vec<D>>
  HWY_INLINE V n_h(D d, long row, long lane) const {
    return hn::Mul(hn::LoadU(d, product_h + row * B + lane), hn::LoadU(d, rstd_h + lane));
  }
  // a_x = norm_ih n(W_ih x_t) + bias_ih; a_h = norm_hh n(W_hh h_{t-1}) + bias_hh
  template <class D, class V = hn::Vec<D>>
  HWY_INLINE V a_x(D d, long row, V n) const {
    return hn::MulAdd(n, hn::Set(d, gain_x[row]), hn::Set(d, bias_x[row]));
  }
  template <class D, class V = hn::Vec<D>>
  HWY_INLINE V a_h(D d, long row, V n) const {
    return hn::MulAdd(n, hn::Set(d, gain_h[row]), hn::Set(d, bias_h[row]));
  }
};

template <class T>
NormedStep<T> normed_step(const CellForward<T>& f, const NormKept<T>& kept, const NormScratch<T>& s,
                          const T* bias_x, const T* bias_h) {
  return {s.product_x, kept.product, s.rstd_x, kept.rstd, f.norm.ih,
          f.norm.hh,   bias_x,       bias_h,   f.B};
}

// Both products of step t, centred: W_ih x_t into scratch, W_hh h_{t-1} into what is kept of it.
template <class T>
void product_of_x(const CellForward<T>& f, int G, int t, const NormScratch<T>& s) {
  const Operand<T> x{f.x + static_cast<long>(t) * f.D * f.B, f.D, f.B};
  centred_product(s.rows_x, G * f.H, x, f.B, s.product_x, s.rstd_x);
}
template <class T>
void product_of_h(const CellForward<T>& f, int G, const T* h_prev, const NormScratch<T>& s,
                  const NormKept<T>& kept) {
  const Operand<T> h{h_prev, f.H, f.B};
  centred_product(s.rows_h, G * f.H, h, f.B, kept.product, kept.rstd);
}

// Sums of gain da n over the rows, towards both projections [B] at `lane`.
template <class T, class D, class V = hn::Vec<D>>
HWY_INLINE void project(D d, const T* gain_x, const T* gain_h, V da_x, V n_x, V da_h, V n_h, V& p_x,
                        V& p_h) {
  p_x = hn::MulAdd(hn::Mul(da_x, hn::Set(d, *gain_x)), n_x, p_x);
  p_h = hn::MulAdd(hn::Mul(da_h, hn::Set(d, *gain_h)), n_h, p_h);
}

// One side of a step on its way back: a centred product whose normalised rows were scaled to
// y = gain n + bias.
template <class T>
struct ProductGradient {
  const T* dy;          // [kGates*H][B]
  const T* product;     // [kGates*H][B]
  const T* rstd;        // [B]
  const T* projection;  // [B] sum of gain dy n over the rows
  const T* gain;        // [kGates*H]
  T* d_gain;            // [H][4] += sum of dy n over lanes
  T* out;               // [kGates*H][B]; may be dy

  //   dz = rstd (gain dy - n projection / rows)
  // of unit j: the gradient of the product, up to its mean over the rows.
  template <int kGates>
  HWY_INLINE void unit(int H, int B, long j) const {
    const Tag<T> d;
    const int N = static_cast<int>(hn::Lanes(d));
    const auto share = hn::Set(d, T(1) / static_cast<T>(kGates * H));
    auto sum0 = hn::Zero(d), sum1 = sum0, sum2 = sum0, sum3 = sum0;
    for (int lane = 0; lane < B; lane += N) {
      const auto scale = hn::LoadU(d, rstd + lane);
      const auto pull = hn::Mul(hn::Mul(scale, share), hn::LoadU(d, projection + lane));
      const auto row = [&](int g, auto& sum) HWY_ATTR {
        const long at = (g * H + j) * B + lane;
        const auto dy_n = hn::LoadU(d, dy + at);
        const auto n = hn::Mul(hn::LoadU(d, product + at), scale);
        sum = hn::MulAdd(dy_n, n, sum);
        const auto dn = hn::Mul(dy_n, hn::Mul(scale, hn::Set(d, gain[g * H + j])));
        hn::StoreU(hn::NegMulAdd(n, pull, dn), d, out + at);
      };
      row(0, sum0);
      row(1, sum1);
      row(2, sum2);
      if constexpr (kGates > 3) row(3, sum3);
    }
    add_lane_sums(d, sum0, sum1, sum2, sum3, d_gain + 4 * j);
  }
};

// Both sides unit by unit: what they share is still in L1. x.dy may be h.out.
template <int kGates, class T>
HWY_NOINLINE void product_gradients(int H, int B, ProductGradient<T> x, ProductGradient<T> h) {
  for (long j = 0; j < H; ++j) {
    x.template unit<kGates>(H, B, j);
    h.template unit<kGates>(H, B, j);
  }
}

// to [rows,columns] += from [rows][stride] minus each column's mean.
template <class T>
void add_centred_columns(const T* from, int rows, int columns, long stride, T* to) {
  for (int k = 0; k < columns; ++k) {
    T mean = 0;
    for (int r = 0; r < rows; ++r) mean += from[r * stride + k];
    mean /= static_cast<T>(rows);
    for (int r = 0; r < rows; ++r)
      to[static_cast<long>(r) * columns + k] += from[r * stride + k] - mean;
  }
}

// Gradients of weights and gains leave the scratch.
template <class T>
void add_norm_gradients(const CellForward<T>& f, const CellBackward<T>& b, int G,
                        const NormScratch<T>& s) {
  add_centred_columns(s.d_weights_x, G * f.H, f.D, s.columns_x, b.d_weight_ih);
  add_centred_columns(s.d_weights_h, G * f.H, f.H, s.columns_h, b.d_weight_hh);
  add_unit_sums(s.d_gain_x, G, f.H, b.d_norm.ih);
  add_unit_sums(s.d_gain_h, G, f.H, b.d_norm.hh);
}

// What the kernels of normalised cells share of steps-inl.hpp's Kernel.
template <class T, int kRows, bool kStateC>
struct NormKernel {
  using Scratch = NormScratch<T>;
  static constexpr int kGates = kRows;
  static constexpr bool kHasC = kStateC;

  static Scratch scratch(const CellForward<T>& f, T* base) { return {kGates, f.D, f.H, f.B, base}; }
  static GateGradients<T> gradients(const CellForward<T>& /*f*/, const Scratch& s, int step) {
    return {s.gates_x + step * s.gate_step, s.gates_h + step * s.gate_step};
  }
};

}  // namespace lstmtrain::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggle
