// Random numbers as a pure function of (seed, purpose) and a counter that names what is drawn
// (step, layer, row, unit, lane): nothing advances, so results do not depend on threads, blocks or
// an interrupt, and a mask can be made again in the backward pass.
// Philox 4x32-10: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3",
// SC 2011, section 4.3; test vectors of Random123 in tests/base/rng_test.cpp. No std distribution
// and no std::shuffle: they differ between libraries. Used by data, nn and train.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace lstmtrain {

// What the numbers are for; each purpose has a sequence of its own. Values never change: they
// are part of what "same seed, same bytes" means.
enum class Purpose : std::uint32_t {
  init = 0,
  shuffle = 1,
  dropout = 2,
  input_noise = 3,
  gradient_noise = 4,
  split = 5,
  simulate = 6,
  lanes = 7,
  search = 8,
};

// The bare generator: ten rounds over `counter` with `key`.
constexpr std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                                  std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t p1 = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {
        static_cast<std::uint32_t>(p1 >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(p1),
        static_cast<std::uint32_t>(p0 >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(p0)};
    key[0] += 0x9E3779B9;  // golden ratio
    key[1] += 0xBB67AE85;  // sqrt(3) - 1
  }
  return counter;
}

// A keyed generator. Copies are cheap and equal; every call is const and free of state.
class Philox {
 public:
  Philox(std::uint64_t seed, Purpose purpose) : key_(key(seed, purpose)) {}

  // Four independent words for the counter (c0, c1, c2, c3).
  std::array<std::uint32_t, 4> operator()(std::uint32_t c0, std::uint32_t c1 = 0,
                                          std::uint32_t c2 = 0, std::uint32_t c3 = 0) const {
    return philox4x32({c0, c1, c2, c3}, key_);
  }

  // Uniform in [0, 1), 53 bits.
  double uniform(std::uint32_t c0, std::uint32_t c1 = 0, std::uint32_t c2 = 0,
                 std::uint32_t c3 = 0) const {
    const auto w = (*this)(c0, c1, c2, c3);
    return to_unit(w[0], w[1]);
  }

  // Standard normal, by Box and Muller (1958) in double.
  double normal(std::uint32_t c0, std::uint32_t c1 = 0, std::uint32_t c2 = 0,
                std::uint32_t c3 = 0) const;

 private:
  // 64 bits of key from 64 bits of seed and a purpose: the finaliser of splitmix64, a bijection of
  // the seed for each purpose (Steele, Lea, Flood 2014).
  static constexpr std::array<std::uint32_t, 2> key(std::uint64_t seed, Purpose purpose) {
    std::uint64_t z =
        seed + (static_cast<std::uint64_t>(purpose) + 1) * std::uint64_t{0x9E3779B97F4A7C15};
    z = (z ^ (z >> 30)) * std::uint64_t{0xBF58476D1CE4E5B9};
    z = (z ^ (z >> 27)) * std::uint64_t{0x94D049BB133111EB};
    z ^= z >> 31;
    return {static_cast<std::uint32_t>(z), static_cast<std::uint32_t>(z >> 32)};
  }
  static constexpr double to_unit(std::uint32_t high, std::uint32_t low) {
    return static_cast<double>(((std::uint64_t{high} << 32) | low) >> 11) * 0x1p-53;
  }

  std::array<std::uint32_t, 2> key_;
};

// Uniform in 0..bound-1, without bias (Lemire 2019, rejection); counters (c0, c1, c2, 0 and up).
// bound >= 1.
std::uint32_t bounded(const Philox& rng, std::uint32_t bound, std::uint32_t c0,
                      std::uint32_t c1 = 0, std::uint32_t c2 = 0);

// The numbers 0..n-1 in an order that depends on (rng, epoch, n) only (Fisher and Yates).
std::vector<std::uint32_t> permutation(const Philox& rng, std::uint32_t epoch, std::uint32_t n);

}  // namespace lstmtrain
