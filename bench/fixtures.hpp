// Made-up numbers, and whether two results are the same. Used by the programs of this folder.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "base/rng.hpp"

namespace lstmtrain::bench {

// Normal numbers of deviation `scale`; another sequence for each `what`.
inline std::vector<float> random(int count, double scale, std::uint32_t what) {
  const Philox rng(5, Purpose::init);
  std::vector<float> values(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(scale * rng.normal(static_cast<std::uint32_t>(i), what));
  return values;
}

// max |a - b| <= tolerance * max |b|, and no NaN.
inline bool close(std::span<const float> a, std::span<const float> b, float tolerance = 1e-3F) {
  float apart = 0, largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i])) return false;
    apart = std::max(apart, std::abs(a[i] - b[i]));
    largest = std::max(largest, std::abs(b[i]));
  }
  return a.size() == b.size() && apart <= tolerance * largest;
}

}  // namespace lstmtrain::bench
