// Runs a piece of a test once on every instruction set that this machine has and Highway made code
// for, or on the one that LSTMTRAIN_TEST_TARGET names.
#pragma once

#include "support/catch.hpp"
#include "support/target.hpp"

namespace lstmtrain::test {

template <class Body>
void on_each_target(const Body& body) {
  const std::string before = nn::kernel_target();
  const std::vector<std::string> targets = tested_targets();
  REQUIRE_FALSE(targets.empty());
  for (const std::string& target : targets) {
    REQUIRE(nn::use_kernel_target(target));
    INFO("target " << target);
    body();
  }
  nn::use_kernel_target(before);
}

}  // namespace lstmtrain::test
