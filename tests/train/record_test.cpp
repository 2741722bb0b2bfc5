// What a training says of itself, by values: a problem, a state, the time. No training is run.
#include "train/record.hpp"

#include <cmath>
#include <map>

#include "support/catch.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// Epoch 3 of 8, after the fourth of its ten batches, one of which was skipped.
struct Case {
  Case() {
    hp.max_epochs = 8;
    hp.valid_patience = 5;
    hp.valid_frequency = 2;
    problem.updates_per_epoch = 10;
    problem.samples_per_epoch = 123;
    problem.threads = 2;
    problem.lanes = 24;
    problem.steps = 20;
    problem.baseline_rmse = 0.7;
    state.epoch = 2;
    state.step = 24;
    state.sums = {.loss = 0.6, .squared = 5, .steps = 3, .samples = 20, .batches = 4, .rows = 800};
    state.guard.skipped();
    for (const double norm : {1.0, 5.0, 2.0}) state.guard.taken(norm);
    problem.start.scaler.scale = {1, 4};
    problem.units = {{"mV", 1000}};
  }
  Hyperparams hp = small_run(false);
  Dataset data = low_pass_data({60});
  Problem problem{hp, data};
  TrainingState state{problem, 10};
  Times times{6, 2, 0.25, 1.5};
};

}  // namespace

TEST_CASE("train.record: before the first step it is said what will be trained") {
  Case c;
  const StartRecord r = start_record(c.problem, c.state, true);
  CHECK_THAT(r.description, contains("LSTM 8"));
  CHECK(r.parameters == c.state.params.size());
  CHECK(r.updates_per_epoch == 10);
  CHECK(r.windows == 123);
  CHECK(r.threads == 2);
  CHECK((r.lanes == 24 && r.steps == 20));
  CHECK(r.baseline_rmse == 0.7);
  CHECK(r.resumed);
  CHECK(r.epochs_done == 2);
  CHECK(r.step == 24);
  CHECK_FALSE(start_record(c.problem, c.state, false).resumed);
}

// Ten batches at 0.25 s an epoch, and three validations at 1.5 s among six epochs.
TEST_CASE("train.record: an estimate is of the epochs that are left, the present one whole") {
  Case c;
  EstimateRecord r = estimate_record(c.problem, c.state, c.times, 7);
  CHECK((r.epoch == 3 && r.step == 24 && r.batches == 7));
  CHECK(r.epochs_left == 6);
  CHECK(r.validation_seconds == 1.5);
  CHECK(r.epoch_seconds == 3.25);
  CHECK(r.seconds == 19.5);
  CHECK(r.time_limit == 0);
  c.hp.max_training_time_seconds = 10;
  r = estimate_record(c.problem, c.state, c.times, 7);
  CHECK(r.seconds == 19.5);
  CHECK(r.time_limit == 4);
}

TEST_CASE("train.record: a step's progress") {
  Case c;
  const ProgressRecord r = progress_record(c.problem, c.state, c.times, 2.5);
  CHECK(r.epoch == 3);
  CHECK(r.max_epochs == 8);
  CHECK(r.batch == 4);
  CHECK(r.batches == 10);
  CHECK(r.loss == Approx(0.2));
  CHECK(std::isnan(r.val_rmse));
  CHECK(r.grad_norm == 2.5);
  CHECK(r.learning_rate == learning_rate(c.state));
  CHECK(r.rows_per_s == 400);
  CHECK(r.epoch_seconds == 3.25);
  CHECK(r.eta_seconds == 18.5);
}

TEST_CASE("train.record: an epoch, with and without a validation") {
  Case c;
  validated(c.state, {0.25, 9});
  EpochRecord r = epoch_record(c.problem, c.state, c.times, true);
  CHECK(r.epoch == 3);
  CHECK(r.step == 24);
  CHECK(r.train_loss == Approx(0.2));
  CHECK(r.train_rmse == Approx(std::sqrt(5.0 / 20) * 4 * 1000));
  CHECK(r.val_loss == 0.25);
  CHECK(r.val_rmse == 9);
  CHECK(r.best_val_rmse == 9);
  CHECK(r.validated);
  CHECK(r.improved);
  CHECK(r.grad_norm_median == 2);
  CHECK(r.grad_norm_max == 5);
  CHECK(r.skipped_steps == 1);
  CHECK(r.seconds == 2);
  CHECK(r.total_seconds == 6);
  CHECK(r.eta_seconds == 17);  // 50 batches, three validations
  CHECK(r.patience == 0);

  ++c.state.epoch;
  r = epoch_record(c.problem, c.state, c.times, false);
  CHECK(std::isnan(r.val_loss));
  CHECK(std::isnan(r.val_rmse));
  CHECK(r.best_val_rmse == 9);
  CHECK_FALSE(r.validated);
  CHECK_FALSE(r.improved);

  validated(c.state, {0.3, 8});  // a better error at a worse loss
  r = epoch_record(c.problem, c.state, c.times, true);
  CHECK(r.validated);
  CHECK_FALSE(r.improved);
  CHECK(r.val_rmse == 8);
  CHECK(r.best_val_rmse == 9);
  CHECK(r.patience == 1);
}

TEST_CASE("train.record: an epoch without a step has no loss") {
  Case c;
  c.state.sums = {};
  c.state.guard.start_epoch();
  const EpochRecord r = epoch_record(c.problem, c.state, c.times, false);
  CHECK(std::isnan(r.train_loss));
  CHECK(std::isnan(r.train_rmse));
  CHECK(std::isnan(r.grad_norm_median));
  CHECK(std::isnan(r.grad_norm_max));
}

TEST_CASE("train.record: statistics are due by STATS_EVERY, or ever more seldom in epoch 1") {
  Case c;
  c.problem.updates_per_epoch = 1000;
  const auto due = [&](int epoch, std::size_t batch) {
    c.state.epoch = epoch;
    c.state.sums.batches = batch;
    return stats_due(c.problem, c.state);
  };
  CHECK(due(0, 1));
  std::vector<std::size_t> steps;
  for (std::size_t batch = 1; batch < 60; ++batch)
    if (due(0, batch)) steps.push_back(batch - 1);
  CHECK(steps == std::vector<std::size_t>{0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48});
  CHECK(due(0, 1000));
  CHECK_FALSE(due(1, 1));
  CHECK(due(1, 1000));
  c.hp.stats_every = 5;
  CHECK_FALSE(due(1, 1000));
  c.state.step = 26;
  CHECK(due(1, 7));
}

TEST_CASE("train.record: the statistics are of the gradient before clipping") {
  Case c;
  c.hp.clip_max_norm = 1;
  const std::vector<float> grads(c.state.params.size(), 0.01F);
  const auto norm_of_first = [&](double norm) {
    return stats_record(c.problem, c.state, grads, norm, {}).tensors.front().grad_norm;
  };
  CHECK(norm_of_first(4) == Approx(4 * norm_of_first(0.5)));
  c.hp.clip_max_norm = 0;
  CHECK(norm_of_first(4) == norm_of_first(0.5));
  BatchRunner::Probe probe;
  probe.gates = {{0, "f", 0.5}};
  probe.grad_by_distance = {{0, 1.0}};
  const StatsRecord r = stats_record(c.problem, c.state, grads, 1, probe);
  CHECK(r.epoch == 3);
  CHECK(r.step == 23);
  CHECK(r.gates.size() == 1);
  CHECK(r.grad_by_distance.size() == 1);
}

TEST_CASE("train.record: the model is the best one, and the present one before a validation") {
  Case c;
  CHECK(best_model(c.problem, c.state).params == c.state.params);
  CHECK(best_model(c.problem, c.state).metrics == std::map<std::string, double>{{"epoch", 0}});
  const std::vector<float> best = c.state.params;
  validated(c.state, {0.25, 9});
  c.state.params.assign(best.size(), 1);
  ++c.state.epoch;
  validated(c.state, {0.5, 8});
  const Model model = best_model(c.problem, c.state);
  CHECK(model.params == best);
  CHECK(model.metrics ==
        std::map<std::string, double>{{"epoch", 3}, {"val_loss", 0.25}, {"val_rmse", 9}});
  CHECK(model.features == std::vector<std::string>{"x"});
  CHECK(model.targets == std::vector<std::string>{"y"});
  CHECK(model.units.front().name == "mV");
  CHECK(model.scaler.scale == std::vector<double>{1, 4});
}

TEST_CASE("train.record: before a validation the model is the initial one, never the present") {
  Case c;
  c.state.params.assign(c.state.params.size(), 1);
  CHECK(best_model(c.problem, c.state).params == c.problem.start.params);
  const FitResult unknown = fit_result(c.problem, c.state, c.times, StopReason::interrupted);
  CHECK_FALSE(unknown.worse_than_mean);
  c.problem.val_mean_error = 1;
  c.problem.start_val = {1.1, 6};
  const Model model = best_model(c.problem, c.state);
  CHECK(model.metrics ==
        std::map<std::string, double>{{"epoch", 0}, {"val_loss", 1.1}, {"val_rmse", 6}});
  const FitResult r = fit_result(c.problem, c.state, c.times, StopReason::diverged);
  CHECK(r.worse_than_mean);
  CHECK(r.baseline_rmse == 0.7);
  CHECK(r.best_val_rmse == 6);
}

TEST_CASE("train.record: the result is what the state has come to") {
  Case c;
  c.state.guard.roll_back();
  c.state.guard.record({"rollback", 3, 20, "", "back", {}});
  c.state.diagnosis = "diverged";
  const FitResult r = fit_result(c.problem, c.state, c.times, StopReason::diverged);
  CHECK(r.stop_reason == StopReason::diverged);
  CHECK(r.diagnosis == "diverged");
  CHECK(r.epochs == 2);
  CHECK(r.best_epoch == 0);
  CHECK(std::isnan(r.best_val_rmse));
  CHECK(r.steps == 24);
  CHECK(r.seconds == 6);
  CHECK(r.threads == 2);
  CHECK(r.skipped_steps == 1);
  CHECK(r.rollbacks == 0);  // NAN_RECOVERY is 0
  REQUIRE(r.events.size() == 1);
  CHECK(r.events.front().message == "back");
  CHECK(r.kernels == kernels(c.problem.spec));
}
