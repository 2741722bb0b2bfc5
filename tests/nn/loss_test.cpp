// The losses: values by hand, gradients against finite differences, and the mask.
#include "nn/loss.hpp"

#include <limits>

#include "nn/network_problem.hpp"
#include "support/catch.hpp"

using namespace lstmtrain;
using nn::Loss;

namespace {

constexpr int kRows = 3, kK = 2, kB = 16, kLanes = 3;
constexpr LossKind kKinds[] = {LossKind::mse, LossKind::huber, LossKind::mae};

// Errors of both signs, on both sides of Huber's delta 0.7, and none near 0 or delta.
template <class Scalar>
struct Problem {
  std::vector<Scalar> y = std::vector<Scalar>(kRows * kK * kB), target = y, dy = y;
  std::vector<std::uint8_t> mask = std::vector<std::uint8_t>(kRows * kB);
  std::vector<double> squared = std::vector<double>(kK);

  Problem() {
    const Scalar errors[] = {Scalar(0.3), Scalar(-1.5), Scalar(-0.4), Scalar(2), Scalar(0.9)};
    test::fill_normal<Scalar>(30, 1, target);
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = target[i] + errors[i % 5];
    for (int t = 0; t < kRows; ++t)
      for (int n = 0; n < kLanes; ++n)
        mask[static_cast<std::size_t>(t * kB + n)] = (t + n) % 2 == 0;
  }
  bool carries_loss(std::size_t i) const { return mask[i / (kK * kB) * kB + i % kB] != 0; }

  double evaluate(LossKind kind, double scale, bool with_gradient = true) {
    return Loss{kind, 0.7}.evaluate(kRows, kK, kB, y.data(), target.data(), mask.data(), scale,
                                    with_gradient ? dy.data() : nullptr, squared.data());
  }
};

// One error's loss.
double value(LossKind kind, double error) {
  const double y = error, target = 0;
  const std::uint8_t mask = 1;
  double squared = 0;
  return Loss{kind, 0.5}.evaluate<double>(1, 1, 1, &y, &target, &mask, 1, nullptr, &squared);
}

}  // namespace

TEST_CASE("nn.loss: mse, mae and huber by hand") {
  CHECK(value(LossKind::mse, -3) == 9.0);
  CHECK(value(LossKind::mae, -3) == 3.0);
  CHECK(value(LossKind::huber, 0.25) == 0.03125);  // e^2 / 2
  CHECK(value(LossKind::huber, 0.5) == 0.125);
  CHECK(value(LossKind::huber, -3) == 1.375);  // 0.5 (3 - 0.25)
}

TEST_CASE("nn.loss: the size of an error is found again from its loss") {
  for (const LossKind kind : kKinds)
    for (const double error : {0.0, 1e-9, 0.3, 0.7, 0.9, 5.0, 1e30}) {
      const Loss loss{kind, 0.7};
      CHECK(loss.error(loss.value(error)) == Approx(error).epsilon(1e-12));
      CHECK(loss.error(loss.value(-error)) == Approx(error).epsilon(1e-12));
    }
}

TEST_CASE("nn.loss: gradients agree with finite differences; dy is overwritten") {
  for (LossKind kind : kKinds) {
    Problem<double> p;
    p.dy.assign(p.dy.size(), NAN);
    p.evaluate(kind, 0.5);
    const auto result = test::check_gradient([&] { return 0.5 * p.evaluate(kind, 0.5, false); },
                                             {{"y", p.y}}, {p.dy});
    INFO("kind " << static_cast<int>(kind) << " index " << result.worst_index << " "
                 << result.max_rel);
    CHECK(result.passed());
  }
}

TEST_CASE(
    "nn.loss: masked rows are selected away: no NaN in them reaches loss, metric or gradient") {
  for (LossKind kind : kKinds) {
    Problem<float> p, poisoned;
    for (std::size_t i = 0; i < poisoned.y.size(); ++i)
      if (!poisoned.carries_loss(i)) {
        poisoned.y[i] = NAN;
        poisoned.target[i] = NAN;
      }
    CHECK(p.evaluate(kind, 2) == poisoned.evaluate(kind, 2));
    CHECK(p.squared == poisoned.squared);
    CHECK(p.dy == poisoned.dy);
    for (std::size_t i = 0; i < p.dy.size(); ++i) CHECK((p.dy[i] != 0) == p.carries_loss(i));
  }
}

TEST_CASE(
    "nn.loss: with every row masked the gradient is 0, though the scale 1/count is infinite") {
  for (LossKind kind : kKinds) {
    Problem<float> p;
    std::fill(p.mask.begin(), p.mask.end(), std::uint8_t{0});
    CHECK(p.evaluate(kind, std::numeric_limits<double>::infinity()) == 0.0);
    for (float d : p.dy) CHECK(d == 0.0F);
  }
}

TEST_CASE("nn.loss: an unmasked NaN or Inf is not finite in the loss") {
  for (LossKind kind : kKinds)
    for (float bad :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
      Problem<float> p;
      p.y[0] = bad;
      CHECK_FALSE(std::isfinite(p.evaluate(kind, 1)));
      if (std::isnan(bad)) CHECK(std::isnan(p.dy[0]));
    }
}

TEST_CASE("nn.loss: squared errors of each target are summed beside any loss") {
  Problem<double> p;
  std::vector<double> expected{5, 5};  // accumulates
  p.squared = expected;
  for (std::size_t i = 0; i < p.y.size(); ++i)
    if (p.carries_loss(i)) expected[i / kB % kK] += std::pow(p.y[i] - p.target[i], 2);
  p.evaluate(LossKind::mae, 1);
  CHECK(p.squared[0] == Approx(expected[0]).epsilon(1e-13));
  CHECK(p.squared[1] == Approx(expected[1]).epsilon(1e-13));
}
