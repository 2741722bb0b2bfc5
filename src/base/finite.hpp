// Is every value finite? Branch-free, so that it can run at every step.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <span>

namespace lstmtrain {

inline bool all_finite(std::span<const float> values) {
  std::uint32_t bad = 0;
  for (const float value : values) {
    std::uint32_t bits;
    std::memcpy(&bits, &value, sizeof(bits));
    bad |=
        static_cast<std::uint32_t>((bits & 0x7F800000U) == 0x7F800000U);  // exponent of Inf and NaN
  }
  return bad == 0;
}

}  // namespace lstmtrain
