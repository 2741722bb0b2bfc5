// sigmoid and tanh in place: close to libm, and honest about NaN and infinities in every position
// of a vector and of its tail.
#include "nn/activations.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "support/catch.hpp"

using namespace lstmtrain::nn;

namespace {

template <class Scalar>
std::vector<Scalar> apply(void (*function)(Slice<Scalar>), std::vector<Scalar> values) {
  function(Slice<Scalar>(values.data(), 1, static_cast<long>(values.size())));
  return values;
}

// Every position of rows that are vectors, half vectors and tails.
template <class Scalar>
void check_specials() {
  const Scalar nan = std::numeric_limits<Scalar>::quiet_NaN();
  const Scalar infinity = std::numeric_limits<Scalar>::infinity();
  // Eigen clamps the float tanh where its rational function reaches 1 without FMA. NEON has FMA,
  // and is then 4 units of 2^-24 below.
  const Scalar one = 1, least = sizeof(Scalar) == 4 ? Scalar(1 - 4 * 0x1p-24) : one;
  for (std::size_t size : {1U, 3U, 8U, 16U, 19U})
    for (std::size_t at = 0; at < size; ++at) {
      INFO("size " << size << " at " << at);
      std::vector<Scalar> values(size, Scalar(0.5));
      const auto with = [&](Scalar special) {
        values[at] = special;
        return values;
      };
      const auto others = [&](const std::vector<Scalar>& result) {
        for (std::size_t i = 0; i < size; ++i)
          if (i != at) CHECK(std::isfinite(result[i]));
        return result[at];
      };
      CHECK(std::isnan(others(apply<Scalar>(sigmoid_in_place, with(nan)))));
      CHECK(std::isnan(others(apply<Scalar>(tanh_in_place, with(nan)))));
      CHECK(std::isnan(others(apply<Scalar>(tanh_in_place, with(-nan)))));
      CHECK(others(apply<Scalar>(sigmoid_in_place, with(infinity))) == Scalar(1));
      CHECK(others(apply<Scalar>(sigmoid_in_place, with(-infinity))) == Scalar(0));
      const Scalar top = others(apply<Scalar>(tanh_in_place, with(infinity)));
      CHECK((top >= least && top <= one));
      const Scalar bottom = others(apply<Scalar>(tanh_in_place, with(-infinity)));
      CHECK((bottom <= -least && bottom >= -one));
      CHECK(std::signbit(others(apply<Scalar>(tanh_in_place, with(Scalar(-0.0))))));
    }
}

// The largest error against libm in long steps over [-30, 30], relative to 1.
template <class Scalar>
double worst_error(void (*function)(Slice<Scalar>), double (*exact)(double)) {
  std::vector<Scalar> values;
  for (int i = -30000; i <= 30000; ++i) values.push_back(static_cast<Scalar>(i * 1e-3));
  const std::vector<Scalar> results = apply<Scalar>(function, values);
  double worst = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    worst = std::max(
        worst, std::abs(static_cast<double>(results[i]) - exact(static_cast<double>(values[i]))));
  return worst;
}

double exact_sigmoid(double a) { return 1 / (1 + std::exp(-a)); }
double exact_tanh(double a) { return std::tanh(a); }

}  // namespace

TEST_CASE("nn.activations: NaN stays NaN, infinities saturate, -0 keeps its sign, in float") {
  check_specials<float>();
}

TEST_CASE("nn.activations: NaN stays NaN, infinities saturate, -0 keeps its sign, in double") {
  check_specials<double>();
}

TEST_CASE("nn.activations: sigmoid and tanh are libm's within a few roundings") {
  CHECK(worst_error<double>(sigmoid_in_place, exact_sigmoid) < 1e-15);
  CHECK(worst_error<double>(tanh_in_place, exact_tanh) < 1e-15);
  // Eigen's float versions are rational functions, good to 5 units of 2^-24
  CHECK(worst_error<float>(sigmoid_in_place, exact_sigmoid) < 5 * 6e-8);
  CHECK(worst_error<float>(tanh_in_place, exact_tanh) < 5 * 6e-8);
}

TEST_CASE("nn.activations: derivatives in terms of the output") {
  const double eps = 1e-6;
  for (double a : {-3.0, -0.5, 0.0, 0.7, 2.0}) {
    const auto slope = [&](double (*f)(double)) { return (f(a + eps) - f(a - eps)) / (2 * eps); };
    CHECK(d_sigmoid(exact_sigmoid(a)) == Approx(slope(exact_sigmoid)).epsilon(1e-8));
    CHECK(d_tanh(exact_tanh(a)) == Approx(slope(exact_tanh)).epsilon(1e-8));
  }
}
