#include "base/rng.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <vector>

#include "support/catch.hpp"

namespace lstmtrain {
namespace {

using Words = std::array<std::uint32_t, 4>;

// Random123 1.14, tests/kat_vectors, lines "philox4x32 10".
TEST_CASE("base.rng: philox4x32-10 gives the published vectors") {
  CHECK(philox4x32({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
        Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("base.rng: every seed, purpose and counter has numbers of its own") {
  std::set<Words> seen;
  int drawn = 0;
  for (std::uint64_t seed : {0ull, 1ull, 1ull << 32, 2000ull}) {
    for (Purpose purpose : {Purpose::init, Purpose::shuffle, Purpose::search}) {
      const Philox rng(seed, purpose);
      CHECK(rng(1, 2, 3, 4) == Philox(seed, purpose)(1, 2, 3, 4));
      for (const Words& c : {Words{0, 0, 0, 0}, Words{1, 0, 0, 0}, Words{0, 1, 0, 0},
                             Words{0, 0, 1, 0}, Words{0, 0, 0, 1}}) {
        seen.insert(rng(c[0], c[1], c[2], c[3]));
        ++drawn;
      }
    }
  }
  CHECK(static_cast<int>(seen.size()) == drawn);
}

TEST_CASE("base.rng: uniform numbers lie in [0, 1) and fill it evenly") {
  const Philox rng(7, Purpose::init);
  const std::uint32_t n = 100000;
  std::vector<int> bins(10);
  for (std::uint32_t i = 0; i < n; ++i) {
    const double u = rng.uniform(i);
    REQUIRE(u >= 0);
    REQUIRE(u < 1);
    ++bins[static_cast<std::size_t>(u * 10)];
  }
  for (int count : bins) CHECK(std::abs(count - 10000) < 500);  // 5 sigma of 95
}

TEST_CASE("base.rng: normal numbers have mean 0, variance 1, no skew and kurtosis 3") {
  const Philox rng(7, Purpose::input_noise);
  const std::uint32_t n = 200000;
  double m1 = 0, m2 = 0, m3 = 0, m4 = 0;
  for (std::uint32_t i = 0; i < n; ++i) {
    const double z = rng.normal(i, 5);
    REQUIRE(std::isfinite(z));
    m1 += z;
    m2 += z * z;
    m3 += z * z * z;
    m4 += z * z * z * z;
  }
  CHECK(std::abs(m1 / n) < 0.012);  // 5 sigma each
  CHECK(std::abs(m2 / n - 1) < 0.016);
  CHECK(std::abs(m3 / n) < 0.045);
  CHECK(std::abs(m4 / n - 3) < 0.11);
}

TEST_CASE("base.rng: a permutation holds each number once and changes with the epoch") {
  const Philox rng(3, Purpose::shuffle);
  for (std::uint32_t n : {0u, 1u, 2u, 1000u}) {
    auto order = permutation(rng, 4, n);
    CHECK(order == permutation(rng, 4, n));
    std::sort(order.begin(), order.end());
    for (std::uint32_t i = 0; i < n; ++i) REQUIRE(order[i] == i);
  }
  CHECK(permutation(rng, 4, 1000) != permutation(rng, 5, 1000));
}

TEST_CASE("base.rng: all orders of three come equally often") {
  const Philox rng(11, Purpose::shuffle);
  std::vector<int> counts(27);
  for (std::uint32_t epoch = 0; epoch < 60000; ++epoch) {
    const auto p = permutation(rng, epoch, 3);
    ++counts[p[0] * 9 + p[1] * 3 + p[2]];
  }
  int orders = 0;
  for (int count : counts) {
    if (count == 0) continue;
    ++orders;
    CHECK(std::abs(count - 10000) < 460);  // 5 sigma of 91
  }
  CHECK(orders == 6);
}

TEST_CASE("base.rng: bounded draws have no bias where a plain modulo has") {
  // bound = 3 * 2^30: word % bound would give the first third twice as often as the others.
  const Philox rng(5, Purpose::lanes);
  const std::uint32_t bound = 3u << 30;
  std::vector<int> thirds(3);
  for (std::uint32_t i = 0; i < 30000; ++i) {
    const std::uint32_t x = bounded(rng, bound, i);
    REQUIRE(x < bound);
    ++thirds[x >> 30];
  }
  for (int count : thirds) CHECK(std::abs(count - 10000) < 410);  // 5 sigma of 82
}

}  // namespace
}  // namespace lstmtrain
