// Runs a piece of a test once on every instruction set that this machine has and Highway made code
// for.
#pragma once

#include "hwy/targets.h"
#include "support/catch.hpp"

namespace lstmtrain::test {

template <class Body>
void on_each_target(const Body& body) {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(target);
    INFO("target " << hwy::TargetName(target));
    body();
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace lstmtrain::test
