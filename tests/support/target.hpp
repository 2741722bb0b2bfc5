// Runs a whole test executable on the instruction set that the environment names, lower than the
// machine's best: LSTMTRAIN_TEST_TARGET=SSE4. The library itself reads no environment.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "hwy/targets.h"
#include "support/skip.hpp"

namespace lstmtrain::test {

// Highway's bit of a name, zero for a name that it does not have on this architecture.
inline std::int64_t target_named(const std::string& name) {
  for (int bit = 0; bit < 63; ++bit)
    if (hwy::TargetName(std::int64_t{1} << bit) == name) return std::int64_t{1} << bit;
  return 0;
}

// 0: run the tests, on the target asked for; else the exit status, kSkippedStatus where it cannot
// be tested.
inline int choose_target() {
  const char* name = std::getenv("LSTMTRAIN_TEST_TARGET");
  if (name == nullptr) return 0;
  const std::int64_t target = target_named(name);
  if (target == 0) return std::fprintf(stderr, "%s: no target of this name\n", name), 1;
  const bool made = (HWY_TARGETS & target) != 0;
  if (!made || (hwy::SupportedTargets() & target) == 0) {
    std::printf("skipped: %s\n", made ? "not on this machine" : "not made by this compiler");
    return kSkippedStatus;
  }
  hwy::SetSupportedTargetsForTest(target);
  hwy::GetChosenTarget().Update(target);
  return 0;
}

}  // namespace lstmtrain::test
