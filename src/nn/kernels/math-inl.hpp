// Branch-free exp, tanh and sigmoid on Highway vectors of float and double: stage 8 of the fused
// kernels. At most 3 ULP everywhere, denormal results included; +-0 kept, +-Inf saturates, NaN
// stays NaN on every target (Highway 1.0.3's own Exp returns 0 for NaN, which would blind the
// guards). exp(x) = 2^k exp(r) with k rounded by adding a large constant, whose low bits are then
// the exponent (Cody and Waite 1980); the polynomials are minimax in relative error (Lawson).
// Included once per target by the sources of fused kernels and the tests.
#include "hwy/highway.h"

#if defined(LSTMTRAIN_NN_VECTOR_MATH_INL_) == defined(HWY_TARGET_TOGGLE)
#ifdef LSTMTRAIN_NN_VECTOR_MATH_INL_
#undef LSTMTRAIN_NN_VECTOR_MATH_INL_
#else
#define LSTMTRAIN_NN_VECTOR_MATH_INL_
#endif

HWY_BEFORE_NAMESPACE();
namespace lstmtrain::nn::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class T>
struct MathConstants;

template <>
struct MathConstants<float> {
  static constexpr int kMantissaBits = 23;
  // 1.5 * 2^23 + 127: adding it rounds to an integer k and leaves k + bias in the low bits.
  static constexpr float kRound = 12582912.0f + 127.0f;
  static constexpr std::uint32_t kTwiceBias = 254u << 23;
  static constexpr float kInvTwoLn2 = 0x1.715476p-1f;  // 1 / (2 ln 2)
  static constexpr float kTwoLn2 = 0x1.62e430p+0f;
  static constexpr float kTwoLn2High = 0x1.62e4p+0f;  // its product with k is exact
  static constexpr float kTwoLn2Low = 0x1.7f7d1cp-19f;
  static constexpr float kExpMin = -104.0f, kExpMax = 89.0f;      // exp is 0 below, Inf above
  static constexpr float kSigmoidMax = 104.0f, kTanhMax = 10.0f;  // 0 or 1, +-1 beyond
};

template <>
struct MathConstants<double> {
  static constexpr int kMantissaBits = 52;
  static constexpr double kRound = 6755399441055744.0 + 1023.0;
  static constexpr std::uint64_t kTwiceBias = std::uint64_t{2046} << 52;
  static constexpr double kInvTwoLn2 = 0x1.71547652b82fep-1;
  static constexpr double kTwoLn2 = 0x1.62e42fefa39efp+0;
  static constexpr double kTwoLn2High = 0x1.62e42fefa2p+0;
  static constexpr double kTwoLn2Low = 0x1.9ef35793c7673p-40;
  static constexpr double kExpMin = -746.0, kExpMax = 710.0;
  static constexpr double kSigmoidMax = 746.0, kTanhMax = 20.0;
};

// c0 + r (c1 + r (c2 + ...))
template <class D, class T>
HWY_INLINE hn::Vec<D> horner(D d, hn::Vec<D> /*r*/, T c0) {
  return hn::Set(d, c0);
}
template <class D, class T, class... Rest>
HWY_INLINE hn::Vec<D> horner(D d, hn::Vec<D> r, T c0, Rest... rest) {
  return hn::MulAdd(horner(d, r, rest...), r, hn::Set(d, c0));
}

// (exp(s r) - 1 - s r) / r^2 for |r| <= ln 2; s = 1 or -1. The float one is twice as close for
// s r < -0.2, where roundings weigh most and the sigmoid would else be 3.07 ULP off.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> exp_polynomial(D d, hn::Vec<D> r, T s) {
  if constexpr (sizeof(T) == 4)
    return horner(d, r, 0x1.000006p-1f, 0x1.5554dap-3f * s, 0x1.554c6cp-5f, 0x1.113d82p-7f * s,
                  0x1.714980p-10f, 0x1.9397d4p-13f * s);
  else
    return horner(d, r, 0x1.ffffffffffff3p-2, 0x1.55555555555b7p-3 * s, 0x1.5555555556955p-5,
                  0x1.11111111081f0p-7 * s, 0x1.6c16c169bf423p-10, 0x1.a01a01b24121bp-13 * s,
                  0x1.a01a058311d7cp-16, 0x1.71de29fae6f27p-19 * s, 0x1.27e1c958a04a6p-22,
                  0x1.ae7134f7a681ap-26 * s, 0x1.217ae603c86efp-29, 0x1.5e6dd276a429ep-33 * s);
}

// (exp(2r) - 1 - 2r) / r^2 for |r| <= ln 2 / 4
template <class D, class T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> expm1_polynomial(D d, hn::Vec<D> r) {
  if constexpr (sizeof(T) == 4)
    return horner(d, r, 0x1.fffffep+0f, 0x1.5554b0p+0f, 0x1.555674p-1f, 0x1.1227b0p-2f,
                  0x1.6bebfap-4f);
  else
    return horner(d, r, 0x1.0000000000005p+1, 0x1.5555555555539p+0, 0x1.555555555228ep-1,
                  0x1.1111111119011p-2, 0x1.6c16c17ee732ap-4, 0x1.a01a0174fbc8fp-6,
                  0x1.a019a74a53d33p-8, 0x1.71de8822ce407p-10, 0x1.28a206a96f96ep-12,
                  0x1.ae6baf87099c8p-15);
}

// min(max(x, low), high), NaN where x is NaN. x86's min and max return the second operand then;
// what emulates them does not.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V clamp_keep_nan(D d, V x, hn::TFromD<D> low, hn::TFromD<D> high) {
  const V lower = hn::Set(d, low), upper = hn::Set(d, high);
#if HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128
  return hn::Max(lower, hn::Min(upper, x));
#else
  x = hn::IfThenElse(hn::Lt(x, lower), lower, x);
  return hn::IfThenElse(hn::Gt(x, upper), upper, x);
#endif
}

// 2^k from `shifted` = k + kRound.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V power_of_two(D d, V shifted) {
  const hn::RebindToUnsigned<D> du;
  constexpr int kBits = MathConstants<hn::TFromD<D>>::kMantissaBits;
  return hn::BitCast(d, hn::ShiftLeft<kBits>(hn::BitCast(du, shifted)));
}

// exp(s x) = scale * scale * result, s = 1 or -1, scale = 2^k: two factors, so that neither
// overflows nor is denormal where exp(x) is.
template <class D, class V = hn::Vec<D>, class T = hn::TFromD<D>>
HWY_INLINE V scaled_exp(D d, V x, T s, V& scale) {
  using C = MathConstants<T>;
  const V round = hn::Set(d, C::kRound);
  const V shifted = hn::MulAdd(x, hn::Set(d, C::kInvTwoLn2 * s), round);
  const V k = hn::Sub(shifted, round);
  V r = hn::MulAdd(k, hn::Set(d, C::kTwoLn2High * -s), x);  // s x = 2 k ln 2 + s r
  r = hn::MulAdd(k, hn::Set(d, C::kTwoLn2Low * -s), r);
  scale = power_of_two(d, shifted);
  const V one = hn::Set(d, T(1)), sign = hn::Set(d, s), q = exp_polynomial(d, r, s);
  if constexpr (HWY_NATIVE_FMA) return hn::MulAdd(hn::MulAdd(q, r, sign), r, one);
  // Products are rounded: the small term last.
  return hn::Add(hn::Add(hn::Mul(hn::Mul(r, r), q), hn::Mul(r, sign)), one);
}

// exp(x)
template <class D, class V = hn::Vec<D>, class T = hn::TFromD<D>>
HWY_INLINE V vector_exp(D d, V x) {
  using C = MathConstants<T>;
  V scale;
  const V p = scaled_exp(d, clamp_keep_nan(d, x, C::kExpMin, C::kExpMax), T(1), scale);
  return hn::Mul(hn::Mul(p, scale), scale);
}

// 1 / (1 + exp(-x)) = (1 / s) / (1 / s + p s), where exp(-x) = p s^2
template <class D, class V = hn::Vec<D>, class T = hn::TFromD<D>>
HWY_INLINE V vector_sigmoid(D d, V x) {
  using C = MathConstants<T>;
  const hn::RebindToUnsigned<D> du;
  V scale;
  const V p = scaled_exp(d, clamp_keep_nan(d, x, -C::kSigmoidMax, C::kSigmoidMax), T(-1), scale);
  const V inverse = hn::BitCast(d, hn::Sub(hn::Set(du, C::kTwiceBias), hn::BitCast(du, scale)));
  return hn::Div(inverse, hn::MulAdd(p, scale, inverse));
}

// tanh(x) = e / (e + 2), e = exp(2x) - 1 = 2^k q + (2^k - 1), where q = exp(2r) - 1
template <class D, class V = hn::Vec<D>, class T = hn::TFromD<D>>
HWY_INLINE V vector_tanh(D d, V x) {
  using C = MathConstants<T>;
  const V y = clamp_keep_nan(d, x, -C::kTanhMax, C::kTanhMax);
  const V round = hn::Set(d, C::kRound);
  const V shifted = hn::MulAdd(y, hn::Set(d, 4 * C::kInvTwoLn2), round);
  const V k = hn::Sub(shifted, round);
  V r;
  if constexpr (HWY_NATIVE_FMA && sizeof(T) == 4) {  // k is small: one constant is exact enough
    r = hn::NegMulAdd(k, hn::Set(d, C::kTwoLn2 / 4), y);
  } else {
    r = hn::NegMulAdd(k, hn::Set(d, C::kTwoLn2High / 4), y);
    r = hn::NegMulAdd(k, hn::Set(d, C::kTwoLn2Low / 4), r);
  }
  const V q = hn::MulAdd(hn::Mul(r, r), expm1_polynomial(d, r), hn::Add(r, r));
  const V scale = power_of_two(d, shifted);
  const V e = hn::MulAdd(scale, q, hn::Sub(scale, hn::Set(d, T(1))));
  const V result = hn::Div(e, hn::Add(e, hn::Set(d, T(2))));
  return hn::OrAnd(result, x, hn::SignBit(d));  // -0 stays -0
}

// Of kVectors vectors at once, in place: independent chains side by side hide their latency.
template <int kVectors, class D, class V = hn::Vec<D>>
HWY_INLINE void sigmoid_row(D d, V& v0, V& v1, V& v2, V& v3) {
  v0 = vector_sigmoid(d, v0);
  if constexpr (kVectors > 1) v1 = vector_sigmoid(d, v1);
  if constexpr (kVectors > 2) v2 = vector_sigmoid(d, v2);
  if constexpr (kVectors > 3) v3 = vector_sigmoid(d, v3);
}

template <int kVectors, class D, class V = hn::Vec<D>>
HWY_INLINE void tanh_row(D d, V& v0, V& v1, V& v2, V& v3) {
  v0 = vector_tanh(d, v0);
  if constexpr (kVectors > 1) v1 = vector_tanh(d, v1);
  if constexpr (kVectors > 2) v2 = vector_tanh(d, v2);
  if constexpr (kVectors > 3) v3 = vector_tanh(d, v3);
}

}  // namespace lstmtrain::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggle
