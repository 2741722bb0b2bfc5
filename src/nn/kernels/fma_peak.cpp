// Independent chains of multiply-adds in registers, timed.
#include "nn/kernels/fma_peak.hpp"

#include <algorithm>
#include <chrono>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/kernels/fma_peak.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "nn/kernels/dispatch.hpp"

HWY_BEFORE_NAMESPACE();
namespace lstmtrain::nn::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// 12 chains are enough for 2 units of latency 6 and fit 16 registers. Returns flops; the sum keeps
// the compiler from leaving the work out.
double run_fma_chains(long rounds, float* sum) {
  const hn::ScalableTag<float> d;
  const auto scale = hn::Set(d, 0.999f), shift = hn::Set(d, *sum);
  // Starts differ, or the compiler would run one chain for all.
  auto a0 = hn::Iota(d, 0.0f), a1 = hn::Iota(d, 1.0f), a2 = hn::Iota(d, 2.0f);
  auto a3 = hn::Iota(d, 3.0f), a4 = hn::Iota(d, 4.0f), a5 = hn::Iota(d, 5.0f);
  auto b0 = hn::Iota(d, 6.0f), b1 = hn::Iota(d, 7.0f), b2 = hn::Iota(d, 8.0f);
  auto b3 = hn::Iota(d, 9.0f), b4 = hn::Iota(d, 10.0f), b5 = hn::Iota(d, 11.0f);
  for (long k = 0; k < rounds; ++k) {
    a0 = hn::MulAdd(a0, scale, shift), b0 = hn::MulAdd(b0, scale, shift);
    a1 = hn::MulAdd(a1, scale, shift), b1 = hn::MulAdd(b1, scale, shift);
    a2 = hn::MulAdd(a2, scale, shift), b2 = hn::MulAdd(b2, scale, shift);
    a3 = hn::MulAdd(a3, scale, shift), b3 = hn::MulAdd(b3, scale, shift);
    a4 = hn::MulAdd(a4, scale, shift), b4 = hn::MulAdd(b4, scale, shift);
    a5 = hn::MulAdd(a5, scale, shift), b5 = hn::MulAdd(b5, scale, shift);
  }
  const auto a = hn::Add(hn::Add(hn::Add(a0, a1), hn::Add(a2, a3)), hn::Add(a4, a5));
  const auto b = hn::Add(hn::Add(hn::Add(b0, b1), hn::Add(b2, b3)), hn::Add(b4, b5));
  *sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(a, b)));
  return static_cast<double>(rounds) * 12 * 2 * static_cast<double>(hn::Lanes(d));
}

}  // namespace lstmtrain::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lstmtrain::nn {

LSTMTRAIN_EXPORT(run_fma_chains);

double fma_peak_gflops() {
  using Clock = std::chrono::steady_clock;
  double best = 0;
  volatile float keep = 0;
  for (int run = 0; run < 20; ++run) {
    float sum = 1e-3f;
    const auto start = Clock::now();
    const double flops = LSTMTRAIN_DISPATCH(run_fma_chains)(300000, &sum);
    const std::chrono::duration<double> seconds = Clock::now() - start;
    keep = sum;
    best = std::max(best, flops / seconds.count() * 1e-9);
  }
  static_cast<void>(keep);
  return best;
}

}  // namespace lstmtrain::nn
#endif  // HWY_ONCE
