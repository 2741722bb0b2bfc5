// Time an element of the kernels' vector exp, tanh and sigmoid, beside Eigen's and the standard
// library's, on numbers that stay in L1. Each is compared with the standard library in double
// before it is timed.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "activations_bench.cpp"
#include "hwy/foreach_target.h"
#include "nn/kernels/math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lstmtrain::nn::HWY_NAMESPACE {

// Four vectors at a time, as the kernels do; count is a multiple of them.
template <class Function>
void map(const float* x, int count, float* y, const Function& function) {
  const hn::ScalableTag<float> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  for (int i = 0; i < count; i += 4 * lanes)
    for (int k = 0; k < 4; ++k)
      hn::Store(function(d, hn::Load(d, x + i + k * lanes)), d, y + i + k * lanes);
}

void map_exp(const float* x, int count, float* y) {
  map(x, count, y, [](auto d, auto v) HWY_ATTR { return vector_exp(d, v); });
}
void map_tanh(const float* x, int count, float* y) {
  map(x, count, y, [](auto d, auto v) HWY_ATTR { return vector_tanh(d, v); });
}
void map_sigmoid(const float* x, int count, float* y) {
  map(x, count, y, [](auto d, auto v) HWY_ATTR { return vector_sigmoid(d, v); });
}

}  // namespace lstmtrain::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <benchmark/benchmark.h>

#include <cmath>

#include "eigen_activations.hpp"

namespace lstmtrain::nn {
namespace {

HWY_EXPORT(map_exp);
HWY_EXPORT(map_tanh);
HWY_EXPORT(map_sigmoid);

constexpr int kCount = 2048;  // twice 8 kB

using Map = void (*)(const float* x, int count, float* y);
using Reference = double (*)(double x);

// clang-format off
void our_exp(const float* x, int n, float* y) { HWY_DYNAMIC_DISPATCH(map_exp)(x, n, y); }
void our_tanh(const float* x, int n, float* y) { HWY_DYNAMIC_DISPATCH(map_tanh)(x, n, y); }
void our_sigmoid(const float* x, int n, float* y) { HWY_DYNAMIC_DISPATCH(map_sigmoid)(x, n, y); }
// clang-format on

double exact_exp(double x) { return std::exp(x); }
double exact_tanh(double x) { return std::tanh(x); }
double exact_sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

template <class Function>
void each(const float* x, int count, float* y, const Function& function) {
  for (int i = 0; i < count; ++i) y[i] = function(x[i]);
}
void std_exp(const float* x, int count, float* y) {
  each(x, count, y, [](float v) { return std::exp(v); });
}
void std_tanh(const float* x, int count, float* y) {
  each(x, count, y, [](float v) { return std::tanh(v); });
}
void std_sigmoid(const float* x, int count, float* y) {
  each(x, count, y, [](float v) { return 1 / (1 + std::exp(-v)); });
}

void run(benchmark::State& state, Map map, Reference reference) {
  alignas(64) static float x[kCount], y[kCount];
  for (int i = 0; i < kCount; ++i)  // -8..8 in no order
    x[i] = static_cast<float>(16 * std::fmod(i * 0.6180339887498949, 1.0) - 8);
  map(x, kCount, y);
  for (int i = 0; i < kCount; ++i) {
    const double exact = reference(static_cast<double>(x[i]));
    // Eigen's sigmoid is exact to 1e-7 of 1, not of the result.
    if (!(std::abs(static_cast<double>(y[i]) - exact) <= 1e-6 * std::abs(exact) + 2e-7))
      return state.SkipWithError("differs from the reference");
  }
  for (auto _ : state) {
    map(x, kCount, y);
    benchmark::ClobberMemory();
  }
  state.counters["per_element"] = benchmark::Counter(
      kCount, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void add(const char* name, Map map, Reference reference) {
  benchmark::RegisterBenchmark(name, [=](benchmark::State& state) { run(state, map, reference); });
}

void add_all() {
  add("exp/ours", our_exp, exact_exp);
  add("exp/eigen", bench::eigen_exp, exact_exp);
  add("exp/std", std_exp, exact_exp);
  add("tanh/ours", our_tanh, exact_tanh);
  add("tanh/eigen", bench::eigen_tanh, exact_tanh);
  add("tanh/std", std_tanh, exact_tanh);
  add("sigmoid/ours", our_sigmoid, exact_sigmoid);
  add("sigmoid/eigen", bench::eigen_sigmoid, exact_sigmoid);
  add("sigmoid/std", std_sigmoid, exact_sigmoid);
}

}  // namespace
}  // namespace lstmtrain::nn

int main(int argc, char** argv) {
  lstmtrain::nn::add_all();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 64;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
#endif  // HWY_ONCE
