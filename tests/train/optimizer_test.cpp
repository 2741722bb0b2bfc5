// The update rules against PyTorch's in float64, and in exact arithmetic.
#include "train/optim/optimizer.hpp"

#include <cmath>

#include "base/choices.hpp"
#include "lstmtrain/error.hpp"
#include "support/catch.hpp"
#include "support/golden.hpp"

using namespace lstmtrain;
using nlohmann::json;

namespace {

OptimizerSettings golden_settings(const json& one) {
  const json& given = one["settings"];
  OptimizerSettings settings;
  settings.type = choice_of<OptimizerType>(one["type"].get<std::string>()).value();
  if (given.contains("betas")) {
    settings.beta1 = given["betas"][0];
    settings.beta2 = given["betas"][1];
  }
  settings.eps = given.value("eps", settings.eps);
  settings.momentum = given.value("momentum", settings.momentum);
  settings.nesterov = given.value("nesterov", settings.nesterov);
  settings.alpha = given.value("alpha", settings.alpha);
  return settings;
}

// The largest difference from PyTorch's parameters over the steps of one golden case.
template <class Scalar>
double worst_difference(const json& file, const json& one) {
  std::vector<Scalar> params = file["params"].get<std::vector<Scalar>>();
  std::vector<Scalar> decay(params.size(), Scalar(0));
  std::fill_n(decay.begin(), file["decayed"].get<int>(),
              one["settings"].value("weight_decay", Scalar(one["type"] == "AdamW" ? 1e-2 : 0)));
  Optimizer<Scalar> optimizer(golden_settings(one), decay);
  double worst = 0;
  for (std::size_t s = 0; s < one["steps"].size(); ++s) {
    const auto grads = file["grads"][s].get<std::vector<Scalar>>();
    optimizer.step(params, grads, 0.1 / (1 + static_cast<double>(s)));
    for (std::size_t i = 0; i < params.size(); ++i)
      worst = std::max(worst,
                       std::abs(static_cast<double>(params[i]) - one["steps"][s][i].get<double>()));
  }
  return worst;
}

// The rules written out, for one parameter: what PyTorch's documentation says, step by step.
struct WrittenOut {
  OptimizerSettings s;
  double decay = 0, p = 0, m = 0, v = 0;
  int t = 0;

  void step(double g, double rate) {
    ++t;
    if (s.type == OptimizerType::adamw)
      p -= rate * decay * p;
    else
      g += decay * p;
    const bool adam = s.type == OptimizerType::adam || s.type == OptimizerType::adamw;
    if (adam) {
      m = s.beta1 * m + (1 - s.beta1) * g;
      v = s.beta2 * v + (1 - s.beta2) * g * g;
      const double m_hat = m / (1 - std::pow(s.beta1, t)), v_hat = v / (1 - std::pow(s.beta2, t));
      p -= rate * m_hat / (std::sqrt(v_hat) + s.eps);
      return;
    }
    if (s.type == OptimizerType::rmsprop) {
      v = s.alpha * v + (1 - s.alpha) * g * g;
      g /= std::sqrt(v) + s.eps;
    }
    m = s.momentum * m + g;
    p -= rate * m;
  }
};

// One step of `settings` from parameters 8 with gradient 4.
double one_step(const OptimizerSettings& settings, double decay, double rate) {
  Optimizer<double> optimizer(settings, {decay});
  std::vector<double> params{8};
  const std::vector<double> grads{4};
  optimizer.step(params, grads, rate);
  return params[0];
}

}  // namespace

TEST_CASE("train.optimizer: ten steps of every rule are PyTorch's, in double") {
  const json file = test::golden("optimizers.json");
  REQUIRE(file["cases"].size() == 15);
  for (const json& one : file["cases"]) {
    INFO(one["type"] << " " << one["settings"]);
    REQUIRE(one["steps"].size() == 10);
    CHECK(worst_difference<double>(file, one) < 1e-12);
  }
}

TEST_CASE("train.optimizer: in float the same steps differ by rounding only") {
  // Ten updates of up to 0.1 of parameters up to 3: each rounds to 2^-24 of its value; with the
  // moments' own rounding 1e-5 leaves a factor of ten. SGD with gradients of 10 moves further.
  const json file = test::golden("optimizers.json");
  for (const json& one : file["cases"]) {
    INFO(one["type"] << " " << one["settings"]);
    CHECK(worst_difference<float>(file, one) < 1e-5);
  }
}

TEST_CASE("train.optimizer: with rate 1, betas 0 and eps 0 Adam steps by the gradient's sign") {
  OptimizerSettings adam{.type = OptimizerType::adam, .beta1 = 0, .beta2 = 0, .eps = 0};
  CHECK(one_step(adam, 0, 1) == 7.0);   // 8 - 4 / |4|
  CHECK(one_step(adam, -1, 1) == 9.0);  // coupled: the gradient becomes 4 - 8
  adam.type = OptimizerType::adamw;
  CHECK(one_step(adam, 0, 1) == 7.0);
  CHECK(one_step(adam, 0.5, 1) == 3.0);  // decoupled: 8 (1 - 0.5) - 1
}

TEST_CASE("train.optimizer: Adam's eps stands outside the root, after the bias correction") {
  // m = 2, v = 12; m-hat = 4, sqrt(v-hat) = 4: 8 - 4 / (4 + 4)
  const OptimizerSettings adam{.type = OptimizerType::adam, .beta1 = 0.5, .beta2 = 0.25, .eps = 4};
  CHECK(one_step(adam, 0, 1) == 7.5);
}

TEST_CASE("train.optimizer: SGD and RMSprop in exact arithmetic") {
  CHECK(one_step({.type = OptimizerType::sgd}, 0, 1) == 4.0);
  CHECK(one_step({.type = OptimizerType::sgd}, 0.5, 0.25) == 6.0);  // 8 - (4 + 4)/4
  CHECK(one_step({.type = OptimizerType::sgd, .momentum = 0.5, .nesterov = true}, 0, 1) ==
        2.0);  // 8 - (4 + 2)
  CHECK(one_step({.type = OptimizerType::rmsprop, .eps = 0, .alpha = 0.75}, 0, 1) ==
        6.0);  // 8 - 4/2
}

TEST_CASE("train.optimizer: saved in the middle and loaded, it goes on as if nothing had been") {
  const json file = test::golden("optimizers.json");
  for (const json& one : file["cases"]) {
    INFO(one["type"] << " " << one["settings"]);
    auto params = file["params"].get<std::vector<float>>();
    const std::vector<float> decay(params.size(), 0.01F);
    Optimizer<float> whole(golden_settings(one), decay), resumed(golden_settings(one), decay);
    std::vector<float> other = params;
    for (std::size_t s = 0; s < 10; ++s) {
      const auto grads = file["grads"][s].get<std::vector<float>>();
      whole.step(params, grads, 0.1);
      if (s == 4) {
        StateDict state;
        whole.save(state);
        resumed.load(state);
        other = params;
      }
      if (s > 4) resumed.step(other, grads, 0.1);
    }
    CHECK(params == other);
  }
}

TEST_CASE("train.optimizer: a state of another size or without a tensor is refused") {
  Optimizer<float> two({}, {0, 0}), three({}, {0, 0, 0});
  StateDict state;
  two.save(state);
  CHECK_THROWS_AS(three.load(state), Error);
  state.erase("optim.step");
  CHECK_THROWS_AS(two.load(state), Error);
}

TEST_CASE("train.optimizer: ranges with a rate of their own are updated by it, in double") {
  constexpr std::size_t n = 23;
  const std::vector<ParamRange> others = {{3, 5}, {8, 9}, {20, n}};
  const auto is_other = [&](std::size_t i) { return (i >= 3 && i < 5) || i == 8 || i >= 20; };
  for (const OptimizerType type :
       {OptimizerType::adam, OptimizerType::adamw, OptimizerType::sgd, OptimizerType::rmsprop}) {
    const OptimizerSettings settings{.type = type, .momentum = 0.5};
    INFO(name_of(type));
    Optimizer<double> optimizer(settings, std::vector<double>(n, 0.01));
    std::vector<double> params(n), grads(n);
    std::vector<WrittenOut> expected(n, {settings, 0.01});
    for (std::size_t i = 0; i < n; ++i)
      params[i] = expected[i].p = std::sin(static_cast<double>(i));
    for (int step = 0; step < 6; ++step) {
      const double rate = 0.01 * (step + 1), theirs = 0.1 - 0.015 * step;
      for (std::size_t i = 0; i < n; ++i) {
        grads[i] = std::cos(static_cast<double>(i) + step);
        expected[i].step(grads[i], is_other(i) ? theirs : rate);
      }
      optimizer.step(params, grads, rate, others, theirs);
    }
    for (std::size_t i = 0; i < n; ++i) {
      INFO(i);
      CHECK(std::abs(params[i] - expected[i].p) < 1e-12);
    }
  }
}

TEST_CASE("train.optimizer: one rate in two ranges gives the bytes of one step") {
  for (const OptimizerType type :
       {OptimizerType::adam, OptimizerType::adamw, OptimizerType::sgd, OptimizerType::rmsprop}) {
    const OptimizerSettings settings{.type = type, .momentum = 0.5};
    const std::vector<float> decay(37, 0.01F);
    Optimizer<float> whole(settings, decay), parts(settings, decay);
    std::vector<float> a(37, 0.3F), b = a, grads(37);
    for (int step = 0; step < 5; ++step) {
      for (std::size_t i = 0; i < grads.size(); ++i)
        grads[i] = std::sin(static_cast<float>(i + 1) * static_cast<float>(step + 1));
      whole.step(a, grads, 0.01);
      parts.step(b, grads, 0.01, std::vector<ParamRange>{{5, 11}, {36, 37}}, 0.01);
    }
    INFO(name_of(type));
    CHECK(a == b);
  }
}
