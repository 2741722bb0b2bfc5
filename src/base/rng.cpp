// The draws of rng.hpp that need a loop or the mathematics library.
#include "base/rng.hpp"

#include <cassert>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace lstmtrain {

double Philox::normal(std::uint32_t c0, std::uint32_t c1, std::uint32_t c2,
                      std::uint32_t c3) const {
  const auto w = (*this)(c0, c1, c2, c3);
  const double u = 1 - to_unit(w[0], w[1]);  // (0, 1]: log(0) cannot happen
  const double v = to_unit(w[2], w[3]);
  // z = sqrt(-2 ln u) cos(2 pi v)
  return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
}

std::uint32_t bounded(const Philox& rng, std::uint32_t bound, std::uint32_t c0, std::uint32_t c1,
                      std::uint32_t c2) {
  assert(bound >= 1);
  const std::uint32_t threshold = (0u - bound) % bound;  // 2^32 mod bound
  for (std::uint32_t attempt = 0;; ++attempt) {
    for (const std::uint32_t word : rng(c0, c1, c2, attempt)) {
      const std::uint64_t product = std::uint64_t{word} * bound;
      if (static_cast<std::uint32_t>(product) >= threshold) {
        return static_cast<std::uint32_t>(product >> 32);
      }
    }
  }
}

std::vector<std::uint32_t> permutation(const Philox& rng, std::uint32_t epoch, std::uint32_t n) {
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0u);
  for (std::uint32_t i = n; i > 1; --i) {
    std::swap(order[i - 1], order[bounded(rng, i, epoch, i - 1)]);
  }
  return order;
}

}  // namespace lstmtrain
