// The vector functions against libm one precision higher, on every target: at most 3 ULP, denormal
// results included, and the special values. The test of all 2^32 floats takes minutes and is
// hidden: `test_kernel "[exhaustive]"`; `"[sampled]"` is for an emulator.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/vector_math_test.cpp"
#include "hwy/foreach_target.h"
#include "nn/kernels/math-inl.hpp"
#include "nn/kernels/tile-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lstmtrain::nn::HWY_NAMESPACE {

template <class T, class Function>
void map(const T* x, std::size_t count, T* y, const Function& function) {
  const Tag<T> d;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d))
    hn::StoreU(function(d, hn::LoadU(d, x + i)), d, y + i);
}

template <class T>
void map_exp(const T* x, std::size_t count, T* y) {
  map(x, count, y, [](auto d, auto v) HWY_ATTR { return vector_exp(d, v); });
}
template <class T>
void map_tanh(const T* x, std::size_t count, T* y) {
  map(x, count, y, [](auto d, auto v) HWY_ATTR { return vector_tanh(d, v); });
}
template <class T>
void map_sigmoid(const T* x, std::size_t count, T* y) {
  map(x, count, y, [](auto d, auto v) HWY_ATTR { return vector_sigmoid(d, v); });
}

void exp_f32(const float* x, std::size_t n, float* y) { map_exp(x, n, y); }
void exp_f64(const double* x, std::size_t n, double* y) { map_exp(x, n, y); }
void tanh_f32(const float* x, std::size_t n, float* y) { map_tanh(x, n, y); }
void tanh_f64(const double* x, std::size_t n, double* y) { map_tanh(x, n, y); }
void sigmoid_f32(const float* x, std::size_t n, float* y) { map_sigmoid(x, n, y); }
void sigmoid_f64(const double* x, std::size_t n, double* y) { map_sigmoid(x, n, y); }

}  // namespace lstmtrain::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "nn/each_target.hpp"
#include "nn/kernels/dispatch.hpp"

namespace lstmtrain::nn {
namespace {

LSTMTRAIN_EXPORT(exp_f32);
LSTMTRAIN_EXPORT(exp_f64);
LSTMTRAIN_EXPORT(tanh_f32);
LSTMTRAIN_EXPORT(tanh_f64);
LSTMTRAIN_EXPORT(sigmoid_f32);
LSTMTRAIN_EXPORT(sigmoid_f64);

enum Function { kExp, kTanh, kSigmoid };
constexpr Function kFunctions[] = {kExp, kTanh, kSigmoid};
const char* name(Function function) {
  return function == kExp ? "exp" : function == kTanh ? "tanh" : "sigmoid";
}

void evaluate(Function function, const std::vector<float>& x, std::vector<float>& y) {
  if (function == kExp) LSTMTRAIN_DISPATCH(exp_f32)(x.data(), x.size(), y.data());
  if (function == kTanh) LSTMTRAIN_DISPATCH(tanh_f32)(x.data(), x.size(), y.data());
  if (function == kSigmoid) LSTMTRAIN_DISPATCH(sigmoid_f32)(x.data(), x.size(), y.data());
}
void evaluate(Function function, const std::vector<double>& x, std::vector<double>& y) {
  if (function == kExp) LSTMTRAIN_DISPATCH(exp_f64)(x.data(), x.size(), y.data());
  if (function == kTanh) LSTMTRAIN_DISPATCH(tanh_f64)(x.data(), x.size(), y.data());
  if (function == kSigmoid) LSTMTRAIN_DISPATCH(sigmoid_f64)(x.data(), x.size(), y.data());
}

template <class Wide>
Wide reference(Function function, Wide x) {
  if (function == kExp) return std::exp(x);
  if (function == kTanh) return std::tanh(x);
  return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x));
}

// Distance of y from the wider `exact`, in units of the last place of a T of that size. Zeros of
// the other sign are infinitely far apart.
template <class T, class Wide>
double ulps(T y, Wide exact) {
  if (std::isnan(exact)) return std::isnan(y) ? 0 : HUGE_VAL;
  if (std::signbit(y) != std::signbit(exact)) return HUGE_VAL;
  if (y == static_cast<T>(exact)) return 0;
  if (std::isnan(y) || std::isinf(y)) return HUGE_VAL;
  const int digits = std::numeric_limits<T>::digits;
  const int exponent =
      std::max(exact == 0 ? std::numeric_limits<T>::min_exponent - 1 : std::ilogb(exact),
               std::numeric_limits<T>::min_exponent - 1);
  return static_cast<double>(
      std::abs(std::ldexp(static_cast<Wide>(y) - exact, digits - 1 - exponent)));
}

// The worst distance of any y from `exact`; `where` is its x.
template <class T, class Wide>
double worst_ulps(const std::vector<T>& x, const std::vector<T>& y, const std::vector<Wide>& exact,
                  T& where) {
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (y[i] == static_cast<T>(exact[i]) && y[i] != 0) continue;
    const double distance = ulps(y[i], exact[i]);
    if (distance > worst) worst = distance, where = x[i];
  }
  return worst;
}

struct Worst {
  double ulps[3] = {};
  float where[3] = {};
};
using WorstOfTarget = std::map<std::string, Worst>;

// Every `stride`-th of all floats against libm in double, whose value serves all targets.
WorstOfTarget worst_of_floats(std::uint64_t stride) {
  constexpr std::size_t kPart = std::size_t{1} << 14;
  std::vector<float> x(kPart), y(kPart);
  std::vector<double> exact[3];
  for (auto& values : exact) values.resize(kPart);
  WorstOfTarget worst;
  for (std::uint64_t bits = 0; bits <= std::numeric_limits<std::uint32_t>::max();) {
    for (float& v : x) {
      v = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
      bits += stride;
    }
    for (Function function : kFunctions)
      std::transform(x.begin(), x.end(), exact[function].begin(),
                     [&](float v) { return reference(function, static_cast<double>(v)); });
    test::on_each_target([&] {
      Worst& w = worst[kernel_target()];
      for (Function function : kFunctions) {
        evaluate(function, x, y);
        float at = 0;
        const double distance = worst_ulps(x, y, exact[function], at);
        if (distance > w.ulps[function]) w.ulps[function] = distance, w.where[function] = at;
      }
    });
  }
  return worst;
}

void check(const WorstOfTarget& worst) {
  for (const auto& [target, w] : worst)
    for (Function function : kFunctions) {
      CAPTURE(target, name(function), w.where[function], w.ulps[function]);
      CHECK(w.ulps[function] <= 3);
      CHECK(w.ulps[function] > 0.5);  // the distance measures something
    }
}

void report(const WorstOfTarget& worst) {
  for (const auto& [target, w] : worst)
    for (Function function : kFunctions)
      WARN(target << " " << name(function) << ": at most " << w.ulps[function] << " ULP, at "
                  << w.where[function]);
}

}  // namespace

TEST_CASE("nn.vector_math: floats are within 3 ULP") { check(worst_of_floats(4099)); }

TEST_CASE("nn.vector_math: all floats are within 3 ULP", "[.][exhaustive]") {
  const WorstOfTarget worst = worst_of_floats(1);
  report(worst);
  check(worst);
}

TEST_CASE("nn.vector_math: one float in 61 is within 3 ULP", "[.][sampled]") {
  const WorstOfTarget worst = worst_of_floats(61);
  report(worst);
  check(worst);
}

TEST_CASE("nn.vector_math: doubles are within 3 ULP") {
  std::mt19937_64 rng(1);
  std::vector<double> x;
  for (double scale : {1e-12, 0.1, 1.0, 10.0, 40.0, 800.0})
    for (int i = 0; i < 20000; ++i)
      x.push_back(scale * (static_cast<double>(rng() >> 11) * 0x1p-52 - 1));
  for (int i = 0; i < 200000; ++i) x.push_back(std::bit_cast<double>(rng()));
  x.resize(x.size() / 16 * 16);
  test::on_each_target([&] {
    for (Function function : kFunctions) {
      std::vector<double> y(x.size());
      std::vector<long double> exact;
      for (double v : x) exact.push_back(reference<long double>(function, v));
      evaluate(function, x, y);
      double where = 0;
      const double worst = worst_ulps(x, y, exact, where);
      CAPTURE(name(function), where, worst);
      CHECK(worst <= 3);
    }
  });
}

TEMPLATE_TEST_CASE("nn.vector_math: zero keeps its sign, infinity saturates, NaN stays NaN", "",
                   float, double) {
  const auto infinity = std::numeric_limits<TestType>::infinity();
  const auto nan = std::numeric_limits<TestType>::quiet_NaN();
  std::vector<TestType> x(16), y(16);
  x[0] = 0, x[1] = -TestType(0), x[2] = infinity, x[3] = -infinity, x[4] = nan, x[5] = -nan;
  test::on_each_target([&] {
    evaluate(kTanh, x, y);
    CHECK((y[0] == 0 && !std::signbit(y[0])));
    CHECK((y[1] == 0 && std::signbit(y[1])));
    CHECK(y[2] == 1);
    CHECK(y[3] == -1);
    evaluate(kExp, x, y);
    CHECK(y[0] == 1);
    CHECK(y[1] == 1);
    CHECK(y[2] == infinity);
    CHECK((y[3] == 0 && !std::signbit(y[3])));
    evaluate(kSigmoid, x, y);
    CHECK(y[0] == TestType(0.5));
    CHECK(y[1] == TestType(0.5));
    CHECK(y[2] == 1);
    CHECK((y[3] == 0 && !std::signbit(y[3])));
    for (Function function : kFunctions) {
      evaluate(function, x, y);
      CAPTURE(name(function));
      CHECK(std::isnan(y[4]));
      CHECK(std::isnan(y[5]));
    }
  });
}

}  // namespace lstmtrain::nn
#endif  // HWY_ONCE
