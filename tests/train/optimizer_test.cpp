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
