// Runs a whole test executable on the instruction set that the environment names, lower than the
// machine's best: LSTMTRAIN_TEST_TARGET=SSE4. The library itself reads no environment.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "hwy/highway.h"
#include "nn/kernels/target.hpp"
#include "support/skip.hpp"

namespace lstmtrain::test {

// Whether Highway has a target of that name on this architecture.
inline bool is_target(const std::string& name) {
  for (int bit = 0; bit < 63; ++bit)
    if (hwy::TargetName(std::int64_t{1} << bit) == name) return true;
  return false;
}

// 0: run the tests, on the target asked for; else the exit status, kSkippedStatus where it cannot
// be tested.
inline int choose_target() {
  const char* name = std::getenv("LSTMTRAIN_TEST_TARGET");
  if (name == nullptr || nn::use_kernel_target(name)) return 0;
  if (!is_target(name)) return std::fprintf(stderr, "%s: no target of this name\n", name), 1;
  std::printf("skipped: not made by this compiler, or not on this machine\n");
  return kSkippedStatus;
}

// The one asked for, else all that this machine has.
inline std::vector<std::string> tested_targets() {
  if (const char* name = std::getenv("LSTMTRAIN_TEST_TARGET")) return {name};
  return nn::kernel_targets();
}

}  // namespace lstmtrain::test
