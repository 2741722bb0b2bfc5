// Lanes that enter a step with the zero state: a new series begins there. Values are selected,
// never multiplied.
#pragma once

#include <cstdint>
#include <cstring>

namespace lstmtrain::nn {

// Whether any of the B lanes is reset at step t. reset [T][B] or nullptr; eight lanes at a time.
inline bool any_reset(const std::uint8_t* reset, int t, int B) {
  if (reset == nullptr) return false;
  const std::uint8_t* row = reset + static_cast<long>(t) * B;
  std::uint64_t marks = 0;
  for (int n = 0; n < B; n += static_cast<int>(sizeof(marks))) {
    std::uint64_t eight;
    std::memcpy(&eight, row + n, sizeof(eight));
    marks |= eight;
  }
  return marks != 0;
}

// state [rows][B]: zero where `reset` [B] of this step is set. rows from `source` to `target`; they
// may be the same.
template <class Scalar>
void copy_unless_reset(const Scalar* source, const std::uint8_t* reset, int rows, int B,
                       Scalar* target) {
  for (int r = 0; r < rows; ++r)
    for (int n = 0; n < B; ++n) target[r * B + n] = reset[n] ? Scalar(0) : source[r * B + n];
}

// The state that enters step t, of states [T+1][H][B]: that of step t-1, or a copy in `masked`
// [H][B] that is zero in the lanes that start here.
template <class Scalar>
const Scalar* entering(const Scalar* states, const std::uint8_t* reset, int t, int H, int B,
                       Scalar* masked) {
  const Scalar* state = states + static_cast<long>(t) * H * B;
  if (!any_reset(reset, t, B)) return state;
  copy_unless_reset(state, reset + static_cast<long>(t) * B, H, B, masked);
  return masked;
}

}  // namespace lstmtrain::nn
