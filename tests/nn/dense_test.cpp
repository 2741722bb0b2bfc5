// The dense head: its formula by hand, and its gradients against finite differences.
#include "nn/dense.hpp"

#include "nn/network_problem.hpp"
#include "support/catch.hpp"

using namespace lstmtrain;

namespace {

constexpr int kRows = 3, kH = 5, kK = 2, kB = 16, kLanes = 2;

struct Problem {
  std::vector<double> h = std::vector<double>(kRows * kH * kB),
                      weight = std::vector<double>(kK * kH), bias = std::vector<double>(kK),
                      y = std::vector<double>(kRows * kK * kB), weigh = y;

  Problem() {
    std::uint32_t what = 20;
    for (auto* v : {&h, &weight, &bias, &weigh}) test::fill_normal<double>(what++, 1, *v);
    for (std::size_t i = 0; i < weigh.size(); ++i)
      if (i % kB >= kLanes) weigh[i] = 0;
  }

  double forward() {
    nn::dense_forward(kRows, kH, kK, kB, h.data(), weight.data(), bias.data(), y.data());
    double loss = 0;
    for (std::size_t i = 0; i < y.size(); ++i) loss += weigh[i] * y[i];
    return loss;
  }
};

}  // namespace

TEST_CASE("nn.dense: y = W h + b on every row and lane") {
  Problem p;
  p.forward();
  for (std::size_t t = 0; t < kRows; ++t)
    for (std::size_t k = 0; k < kK; ++k)
      for (std::size_t n = 0; n < kB; ++n) {
        double expected = p.bias[k];
        for (std::size_t j = 0; j < kH; ++j)
          expected += p.weight[k * kH + j] * p.h[(t * kH + j) * kB + n];
        CHECK(p.y[(t * kK + k) * kB + n] == Approx(expected).epsilon(1e-13));
      }
}

TEST_CASE(
    "nn.dense: gradients agree with finite differences; dh is overwritten, others accumulate") {
  Problem p;
  p.forward();
  std::vector<double> dh(p.h.size(), NAN), d_weight(p.weight.size(), 9.0), d_bias(kK, 9.0);
  nn::dense_backward(kRows, kH, kK, kB, p.h.data(), p.weight.data(), p.weigh.data(), dh.data(),
                     d_weight.data(), d_bias.data());
  for (auto* d : {&d_weight, &d_bias})
    for (double& value : *d) value -= 9;
  const auto result = test::check_gradient([&] { return p.forward(); },
                                           {{"h", p.h}, {"weight", p.weight}, {"bias", p.bias}},
                                           {dh, d_weight, d_bias});
  INFO(result.worst_name << " " << result.max_rel);
  CHECK(result.passed());
}
