// LayerNorm: its formula by hand, and its gradients against finite differences.
#include "nn/layer_norm.hpp"

#include "nn/network_problem.hpp"
#include "support/catch.hpp"

using namespace lstmtrain;

namespace {

constexpr int kRows = 3, kH = 5, kB = 16, kLanes = 2;

template <class Scalar>
struct Problem {
  std::vector<Scalar> x = std::vector<Scalar>(kRows * kH * kB), gamma = std::vector<Scalar>(kH),
                      beta = gamma, normed = x, y = x, weigh = x,
                      rstd = std::vector<Scalar>(kRows * kB);

  Problem() {
    test::fill_normal<Scalar>(1, 1, x);
    test::fill_normal<Scalar>(2, 1, gamma);
    test::fill_normal<Scalar>(3, 1, beta);
    test::fill_normal<Scalar>(4, 1, weigh);
    for (std::size_t i = 0; i < weigh.size(); ++i)
      if (i % kB >= kLanes) weigh[i] = 0;
  }

  double forward() {
    nn::layer_norm_forward(kRows, kH, kB, x.data(), gamma.data(), beta.data(), normed.data(),
                           rstd.data(), y.data());
    double loss = 0;
    for (std::size_t i = 0; i < y.size(); ++i)
      if (weigh[i] != 0) loss += static_cast<double>(weigh[i]) * static_cast<double>(y[i]);
    return loss;
  }
};

std::size_t at(int row, int unit, int lane) {
  return static_cast<std::size_t>((row * kH + unit) * kB + lane);
}

}  // namespace

TEST_CASE("nn.layer_norm: y = gamma (x - mu) / sqrt(sigma^2 + eps) + beta, lane by lane") {
  Problem<double> p;
  p.forward();
  for (int t = 0; t < kRows; ++t)
    for (int n = 0; n < kB; ++n) {
      double mu = 0, variance = 0;
      for (int k = 0; k < kH; ++k) mu += p.x[at(t, k, n)] / kH;
      for (int k = 0; k < kH; ++k) variance += std::pow(p.x[at(t, k, n)] - mu, 2) / kH;
      for (int k = 0; k < kH; ++k) {
        const auto unit = static_cast<std::size_t>(k);
        const double expected =
            p.gamma[unit] * (p.x[at(t, k, n)] - mu) / std::sqrt(variance + 1e-5) + p.beta[unit];
        CHECK(p.y[at(t, k, n)] == Approx(expected).epsilon(1e-12));
      }
    }
}

TEST_CASE("nn.layer_norm: gradients agree with finite differences and accumulate") {
  Problem<double> p;
  p.forward();
  std::vector<double> dx = p.weigh, d_gamma(kH, 9.0), d_beta(kH, 9.0);
  nn::layer_norm_backward(kRows, kH, kB, p.normed.data(), p.rstd.data(), p.gamma.data(), dx.data(),
                          d_gamma.data(), d_beta.data());
  for (auto* d : {&d_gamma, &d_beta})
    for (double& value : *d) value -= 9;
  const auto result = test::check_gradient([&] { return p.forward(); },
                                           {{"x", p.x}, {"gamma", p.gamma}, {"beta", p.beta}},
                                           {dx, d_gamma, d_beta});
  INFO(result.worst_name << " " << result.max_rel << ", quietest " << result.quietest);
  CHECK(result.passed());
  for (int n = kLanes; n < kB; ++n) CHECK(dx[at(1, 2, n)] == 0.0);
}

TEST_CASE("nn.layer_norm: a constant lane is beta, and its gradient is finite") {
  Problem<float> p;
  for (int k = 0; k < kH; ++k) p.x[at(0, k, 1)] = 3;
  p.forward();
  for (int k = 0; k < kH; ++k) CHECK(p.y[at(0, k, 1)] == p.beta[static_cast<std::size_t>(k)]);
  std::vector<float> dx = p.weigh, d_gamma(kH), d_beta(kH);
  nn::layer_norm_backward(kRows, kH, kB, p.normed.data(), p.rstd.data(), p.gamma.data(), dx.data(),
                          d_gamma.data(), d_beta.data());
  for (float d : dx) CHECK(std::isfinite(d));
}

TEST_CASE(
    "nn.layer_norm: float is double within 2e-6, whose root and quotients round a few times") {
  Problem<float> single;
  Problem<double> exact;
  exact.x.assign(single.x.begin(), single.x.end());
  exact.gamma.assign(single.gamma.begin(), single.gamma.end());
  exact.beta.assign(single.beta.begin(), single.beta.end());
  single.forward();
  exact.forward();
  for (std::size_t i = 0; i < exact.y.size(); ++i)
    CHECK(std::abs(static_cast<double>(single.y[i]) - exact.y[i]) < 2e-6);
}

TEST_CASE("nn.layer_norm: a NaN makes its lane NaN and no other") {
  Problem<float> p;
  p.x[at(1, 3, 4)] = NAN;
  p.forward();
  for (int t = 0; t < kRows; ++t)
    for (int k = 0; k < kH; ++k)
      for (int n = 0; n < kB; ++n) CHECK(std::isnan(p.y[at(t, k, n)]) == (t == 1 && n == 4));
}
