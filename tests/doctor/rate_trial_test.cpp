#include "doctor/rate_trial.hpp"

#include "lstmtrain/trainer.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

struct Norms : Reporter {
  std::vector<double> all;
  void progress(const ProgressRecord& r) override { all.push_back(r.grad_norm); }
};

}  // namespace

TEST_CASE("doctor.rate_trial: its updates are those of a training, noises and clip included") {
  const Dataset data = low_pass_data({300, 170});
  for (const bool stream : {false, true}) {
    Hyperparams hp = small_run(stream);
    hp.scheduler_type = SchedulerType::none;
    hp.batch_size = stream ? 6 : 24;
    hp.max_epochs = stream ? 30 : 3;
    hp.weight_decay = 0.01;
    hp.clip_max_norm = 0.05;
    hp.gradient_noise = 0.01;
    hp.input_noise_std = 0.02;
    hp.dropout_prob = 0.1;
    hp.rnn_layer_sizes = {5, 4};
    Norms trained;
    fit(hp, data, trained, {.threads = 1});
    const std::vector<RateStep> steps = RateTest(hp, data).sweep(hp.initial_lr, hp.initial_lr, 25);
    INFO((stream ? "stream" : "window"));
    REQUIRE(steps.size() == 25);
    REQUIRE(trained.all.size() > 25);
    for (std::size_t i = 0; i < steps.size(); ++i) CHECK(steps[i].grad_norm == trained.all[i]);
  }
}

TEST_CASE(
    "doctor.rate_trial: a trial is a training at that rate, whatever the threads; a sweep rises") {
  const Dataset data = low_pass_data({1200, 800}, 400);
  for (const bool stream : {false, true}) {
    const Hyperparams hp = small_run(stream);
    const RateTest test(hp, data);
    const std::vector<RateTrial> one = test.trials({1e-5, 1e-2}, 80, 1);
    const std::vector<RateTrial> two = test.trials({1e-5, 1e-2}, 80, 2);
    REQUIRE(one.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
      CHECK(one[i].steps == 80);
      CHECK(one[i].last_loss == two[i].last_loss);
      CHECK(one[i].tensor_norms == two[i].tensor_norms);
      CHECK(one[i].largest_norm >= one[i].tensor_norms[0].second);
    }
    CHECK(one[1].last_loss < 0.5 * one[0].last_loss);
    const std::vector<RateStep> sweep = test.sweep(1e-6, 1e-1, 50);
    REQUIRE(sweep.size() > 10);
    CHECK(sweep.front().rate == Approx(1e-6));
    CHECK(sweep[10].rate / sweep[9].rate == Approx(sweep[2].rate / sweep[1].rate));
  }
}
