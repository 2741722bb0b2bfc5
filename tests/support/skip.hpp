// A case that cannot run here says why, and ends. Its executable then ends with 77, which ctest
// shows as skipped: such cases stand in ctest entries of their own, by their tag (OPTIONAL of
// lstmtrain_test), so that they hide behind no other. Catch2 2.13 has no SKIP.
#pragma once

#include <string>

#include "support/catch.hpp"

namespace lstmtrain::test {

inline constexpr int kSkippedStatus = 77;
inline bool any_skipped = false;

inline void skip(const std::string& why) {
  any_skipped = true;
  WARN("skipped: " << why);
}

}  // namespace lstmtrain::test
