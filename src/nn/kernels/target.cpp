// Asks the operating system, not Highway, whose answer would come with a warning.
#include "nn/kernels/target.hpp"

#include "hwy/targets.h"

#if defined(__aarch64__) && defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

namespace lstmtrain::nn {

// The best target is the lowest bit.
const char* kernel_target() {
  const auto targets = hwy::SupportedTargets() & HWY_TARGETS;
  return hwy::TargetName(targets & -targets);
}

std::vector<std::string> kernel_targets() {
  std::vector<std::string> names;
  for (auto left = hwy::SupportedTargets() & HWY_TARGETS; left != 0; left &= left - 1)
    names.emplace_back(hwy::TargetName(left & -left));
  return names;
}

bool use_kernel_target(std::string_view name) {
  for (auto left = hwy::SupportedTargets() & HWY_TARGETS; left != 0; left &= left - 1) {
    const auto target = left & -left;
    if (name != hwy::TargetName(target)) continue;
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(target);
    return true;
  }
  return false;
}

bool correct_kernel_target() {
#if defined(__aarch64__) && defined(__linux__) && !defined(HWY_NEON_WITHOUT_AES)
  if ((getauxval(AT_HWCAP) & HWCAP_AES) != 0) return false;
  hwy::SetSupportedTargetsForTest(HWY_NEON);  // the one way to answer in Highway's place
  return true;
#else
  return false;
#endif
}

}  // namespace lstmtrain::nn
