// The dropout mask: a function of the counter alone, whatever the blocks; its rate and its twin.
#include "nn/dropout.hpp"

#include <cmath>
#include <vector>

#include "support/catch.hpp"

using namespace lstmtrain;
using nn::Dropout;

namespace {

constexpr int kRows = 4, kH = 6, kB = 64;

// [rows][kH][lanes] of ones, dropped.
std::vector<double> mask(Dropout dropout, int first_row, int rows, int first_lane, int lanes) {
  dropout.first_row = static_cast<std::uint32_t>(first_row);
  dropout.first_lane = static_cast<std::uint32_t>(first_lane);
  std::vector<double> values(static_cast<std::size_t>(rows * kH * lanes), 1.0);
  dropout.apply(rows, kH, lanes, values.data(), values.data());
  return values;
}

Dropout dropout(double probability) {
  Dropout result;
  result.probability = probability;
  result.rng = Philox(11, Purpose::dropout);
  result.step = 3;
  return result;
}

}  // namespace

TEST_CASE("nn.dropout: the mask is the same however lanes and rows are cut") {
  const std::vector<double> whole = mask(dropout(0.4), 0, kRows, 0, kB);
  for (int first = 0; first < kB; first += 16) {
    const std::vector<double> lower = mask(dropout(0.4), 0, 1, first, 16),
                              upper = mask(dropout(0.4), 1, kRows - 1, first, 16);
    for (int row = 0; row < kRows * kH; ++row)
      for (int n = 0; n < 16; ++n) {
        const double part = row < kH ? lower[static_cast<std::size_t>(row * 16 + n)]
                                     : upper[static_cast<std::size_t>((row - kH) * 16 + n)];
        CHECK(part == whole[static_cast<std::size_t>(row * kB + first + n)]);
      }
  }
}

TEST_CASE("nn.dropout: step, layer, seed, row and unit draw anew") {
  const std::vector<double> base = mask(dropout(0.5), 0, kRows, 0, kB);
  Dropout step = dropout(0.5), layer = step, seed = step;
  step.step = 4;
  layer.layer = 1;
  seed.rng = Philox(12, Purpose::dropout);
  for (const Dropout& other : {step, layer, seed}) {
    const std::vector<double> changed = mask(other, 0, kRows, 0, kB);
    int same = 0;
    for (std::size_t i = 0; i < base.size(); ++i) same += base[i] == changed[i];
    CHECK(std::abs(same - kRows * kH * kB / 2) < 100);  // half of 1536, 5 deviations of 20
  }
  for (std::size_t row = 1; row < kRows * kH; ++row)
    CHECK_FALSE(std::equal(base.begin(), base.begin() + kB,
                           base.begin() + static_cast<std::ptrdiff_t>(row * kB)));
}

TEST_CASE("nn.dropout: values are kept at the rate 1 - p and scaled by 1 / (1 - p)") {
  for (double p : {0.1, 0.3, 0.75}) {
    const int rows = 100;
    double kept = 0;
    for (double value : mask(dropout(p), 0, rows, 0, kB)) {
      CHECK((value == 0.0 || value == Approx(1 / (1 - p)).epsilon(1e-14)));
      kept += value != 0.0;
    }
    const double n = rows * kH * kB;
    CHECK(std::abs(kept / n - (1 - p)) < 4 * std::sqrt(p * (1 - p) / n));
  }
}

TEST_CASE("nn.dropout: p 0 is the identity, p 1 drops everything") {
  for (double value : mask(dropout(0), 0, kRows, 0, kB)) CHECK(value == 1.0);
  for (double value : mask(dropout(1), 0, kRows, 0, kB)) CHECK(value == 0.0);
}

TEST_CASE("nn.dropout: applied to a gradient it is its own derivative") {
  std::vector<double> x(kRows * kH * kB), y(x.size()), dx(x.size(), 1.0);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = 1 + static_cast<double>(i);
  dropout(0.4).apply(kRows, kH, kB, x.data(), y.data());
  dropout(0.4).apply(kRows, kH, kB, dx.data(), dx.data());
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(y[i] == Approx(dx[i] * x[i]).epsilon(1e-14));
}

TEST_CASE("nn.dropout: a dropped NaN is 0: selected, not multiplied") {
  std::vector<double> x(kRows * kH * kB, NAN);
  dropout(0.4).apply(kRows, kH, kB, x.data(), x.data());
  const std::vector<double> ones = mask(dropout(0.4), 0, kRows, 0, kB);
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(std::isnan(x[i]) == (ones[i] != 0.0));
}
