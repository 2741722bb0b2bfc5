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
