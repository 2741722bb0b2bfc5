#include "nn/kernels/target.hpp"

#include <atomic>
#include <bit>
#include <cstdint>

#include "hwy/highway.h"
#include "nn/kernels/processor.hpp"

namespace lstmtrain::nn {
namespace {

// The best target is the lowest bit.
std::int64_t best_of(std::int64_t targets) { return targets & -targets; }

std::int64_t available() { return processor_targets() & HWY_TARGETS; }

// HWY_CHOOSE_TARGET_LIST begins with the lowest bit of its architecture; the fallback is behind it.
int row_of(std::int64_t target) {
  const int bit = std::countr_zero(static_cast<std::uint64_t>(target));
  const int first = HWY_HIGHEST_TARGET_BIT + 1 - HWY_MAX_DYNAMIC_TARGETS;
  return bit > HWY_HIGHEST_TARGET_BIT ? HWY_MAX_DYNAMIC_TARGETS : bit - first;
}

std::atomic<std::int64_t> chosen_target{0};  // 0: not yet
std::atomic<int> chosen_row{0};

std::int64_t choose(std::int64_t target) {
  chosen_row.store(row_of(target), std::memory_order_relaxed);
  chosen_target.store(target, std::memory_order_release);
  return target;
}

std::int64_t chosen() {
  const std::int64_t target = chosen_target.load(std::memory_order_acquire);
  return target != 0 ? target : choose(best_of(available()));
}

}  // namespace

const char* kernel_target() { return hwy::TargetName(chosen()); }

std::vector<std::string> kernel_targets() {
  std::vector<std::string> names;
  for (std::int64_t left = available(); left != 0; left &= left - 1)
    names.emplace_back(hwy::TargetName(best_of(left)));
  return names;
}

bool use_kernel_target(std::string_view name) {
  for (std::int64_t left = available(); left != 0; left &= left - 1) {
    if (name != hwy::TargetName(best_of(left))) continue;
    choose(best_of(left));
    return true;
  }
  return false;
}

int kernel_target_row() {
  chosen();
  return chosen_row.load(std::memory_order_relaxed);
}

}  // namespace lstmtrain::nn
