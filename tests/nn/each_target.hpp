// Runs a piece of a test once on every instruction set that this machine has and Highway made code
// for, or on the one that LSTMTRAIN_TEST_TARGET names (support/target.hpp).
#pragma once

#include "hwy/targets.h"
#include "support/catch.hpp"

namespace lstmtrain::test {

template <class Body>
void on_each_target(const Body& body) {
  const std::int64_t supported = hwy::SupportedTargets();
  const std::vector<std::int64_t> targets = hwy::SupportedAndGeneratedTargets();
  REQUIRE_FALSE(targets.empty());
  for (const std::int64_t target : targets) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(target);
    INFO("target " << hwy::TargetName(target));
    body();
  }
  hwy::SetSupportedTargetsForTest(supported);
  hwy::GetChosenTarget().Update(supported);
}

}  // namespace lstmtrain::test
