// The two halves of an update, against the parts that they are made of.
#include "train/step.hpp"

#include <cmath>

#include "data/batches/batch_source.hpp"
#include "nn/init.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"
#include "train/optim/clip.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// Steps by rate x gradient, so that an update can be said in one line.
Hyperparams plain_sgd(double clip_max_norm) {
  Hyperparams hp;
  hp.clip_max_norm = clip_max_norm;
  hp.optimizer_type = OptimizerType::sgd;
  hp.momentum = 0;
  return hp;
}

}  // namespace

TEST_CASE("train.step: an update clips, then adds noise, then steps") {
  Hyperparams hp = plain_sgd(1);
  hp.gradient_noise = 0.01;
  Optimizer<float> optimizer(optimizer_settings(hp), {0, 0});
  std::vector<float> grads{3, 4}, params{1, 2};
  CHECK(apply_update(UpdateRule(hp), optimizer, {7, 0.5, 5}, grads, params));
  std::vector<float> expected{3, 4};
  clip_by_norm<float>(expected, 5, 1);
  CHECK(expected[0] == Approx(0.6).epsilon(1e-5));
  GradientNoise{0.01, Philox(hp.seed, Purpose::gradient_noise)}.add(7, expected);
  CHECK(grads == expected);
  CHECK(expected[0] != Approx(0.6).epsilon(1e-5));
  CHECK(params == std::vector<float>{1 - 0.5F * expected[0], 2 - 0.5F * expected[1]});
}

TEST_CASE("train.step: a rate of the biases is of all that are biases, by their role") {
  Hyperparams hp = plain_sgd(0);
  hp.rnn_layer_sizes = {3, 2};
  hp.layer_norm = LayerNorm::cell;
  hp.warmup_bias_lr = 0.1;
  for (const LayerNorm norm : {LayerNorm::none, LayerNorm::output, LayerNorm::cell}) {
    hp.layer_norm = norm;
    const ModelSpec spec = model_spec(hp);
    const std::size_t n = param_count(spec);
    Optimizer<float> optimizer(optimizer_settings(hp), std::vector<float>(n, 0));
    std::vector<float> grads(n, 1), params(n, 0);
    CHECK(apply_update(UpdateRule(hp), optimizer, {0, 0.25, 1, 0.5}, grads, params));
    for (const ParamInfo& info : param_layout(spec)) {
      INFO(info.name);
      const bool bias = info.name.find("bias") != std::string::npos;
      for (std::size_t i = 0; i < info.size; ++i)
        CHECK(params[info.offset + i] == (bias ? -0.5F : -0.25F));
    }
  }
}

TEST_CASE("train.step: an update that overflows says so") {
  const Hyperparams hp = plain_sgd(0);
  Optimizer<float> optimizer(optimizer_settings(hp), {0, 0});
  std::vector<float> grads{3, 4}, params{1, 2};
  CHECK(apply_update(UpdateRule(hp), optimizer, {0, 1, 5}, grads, params));
  CHECK_FALSE(apply_update(UpdateRule(hp), optimizer, {1, 1e39, 5}, grads, params));
}

TEST_CASE(
    "train.step: a batch's gradient comes with its norm, and is not finite when the loss is") {
  Dataset data = low_pass_data({100});
  const Hyperparams hp = small_run(false);
  const ModelSpec spec = model_spec(hp);
  ThreadPool pool(1);
  const std::vector<float> params = nn::initial_params(spec, Init::standard, 1, {0});
  std::vector<float> grads(params.size());
  for (const bool spoiled : {false, true}) {
    if (spoiled) data.files[0].values[2 * 50 + 1] = std::nanf("");
    const auto batches = make_batches(hp, data, identity_scaler(2));
    BatchRunner runner(hp, spec, *batches, pool);
    batches->start_epoch(0);
    runner.start_epoch();
    bool finite = true;
    while (batches->next()) {
      const BatchGradient gradient = batch_gradient(runner, params, 0, grads);
      CHECK(gradient.learns());
      if (gradient.finite()) CHECK(gradient.norm == global_norm<float>(grads));
      finite = finite && gradient.finite();
    }
    CHECK(finite == !spoiled);
  }
}
