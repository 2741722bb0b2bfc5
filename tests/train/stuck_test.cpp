// Guard 4 by values: when a training is told to be stuck, and what it is advised. No training runs.
#include "train/guards/stuck.hpp"

#include "support/catch.hpp"
#include "support/recorder.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

struct Case {
  explicit Case(Hyperparams settings) : hp(std::move(settings)) {
    problem.baseline_rmse = problem.val_mean_error = 1;
  }
  // After the validation of `epoch` (from 1) and so many updates, the best error as given.
  void validate(int epoch, std::int64_t step, double error) {
    state.epoch = epoch - 1;
    state.step = step;
    validated(state, {error * error, error});
    judge_stuck(problem, state, told);
  }
  std::string advised() const { return advice(problem, state); }

  Hyperparams hp;
  Dataset data = low_pass_data({60});
  Problem problem{hp, data};
  TrainingState state{problem, 10};
  Recorder told;
};

Hyperparams healthy(bool stream) {
  Hyperparams hp = small_run(stream);
  hp.initial_lr = stream ? 1e-3 : 1e-4;
  return hp;
}

}  // namespace

// 8 units, stream: 0.5 / (1e-3 sqrt(8)) = 177 updates, and 89 from the third epoch on.
TEST_CASE("train.stuck: by updates within the first epoch, by the epoch where they are fewer") {
  Case early(healthy(true));
  early.validate(1, 176, 0.99);
  CHECK(early.told.events.empty());
  early.validate(1, 177, 0.99);
  REQUIRE(early.told.count("stuck") == 1);
  CHECK_THAT(early.told.events[0].message, contains("after 1 epoch, 177 updates, the best RMSE"));

  Case later(healthy(true));
  later.validate(2, 100, 0.99);
  CHECK(later.told.events.empty());
  later.validate(3, 101, 0.99);
  CHECK(later.told.count("stuck") == 1);

  Case young(healthy(true));  // three epochs of a few updates tell nothing
  young.validate(3, 88, 1.5);
  CHECK(young.told.events.empty());
}

TEST_CASE("train.stuck: three epochs are enough where the cause is plain") {
  Hyperparams hp = healthy(true);
  hp.normalization = Normalization::none;
  Case c(hp);
  c.problem.start.scaler.max[0] = 77785;
  c.validate(2, 6, 1.5);
  CHECK(c.told.events.empty());
  c.validate(3, 9, 1.5);
  CHECK(c.told.count("stuck") == 1);
  Hyperparams slow = healthy(false);
  slow.initial_lr = 1e-6;
  Case s(slow);
  s.validate(3, 9, 1.5);
  CHECK(s.told.count("stuck") == 1);
}

TEST_CASE("train.stuck: a wide network has moved sooner, windows learn at a tenth of the rate") {
  Hyperparams hp = healthy(true);
  hp.rnn_layer_sizes = {128};
  Case wide(hp);
  wide.validate(1, 45, 0.99);
  CHECK(wide.told.count("stuck") == 1);
  Case windows(healthy(false));
  windows.validate(1, 1700, 0.99);
  CHECK(windows.told.events.empty());
  windows.validate(1, 1800, 0.99);
  CHECK(windows.told.count("stuck") == 1);
}

TEST_CASE("train.stuck: a warm-up does not count, and a network that has left the mean is not") {
  Hyperparams hp = healthy(true);
  hp.warmup_steps = 4960;
  Case warm(hp);
  warm.validate(3, 5000, 0.99);
  CHECK(warm.told.events.empty());
  Case moved(healthy(true));
  moved.validate(3, 5000, 0.97);
  CHECK(moved.told.events.empty());
}

TEST_CASE("train.stuck: said once, and again only when the training is four times as long") {
  Case c(healthy(true));
  for (int epoch = 1; epoch <= 50; ++epoch) c.validate(epoch, 5000 * epoch, 1.2);
  REQUIRE(c.told.count("stuck") == 3);
  CHECK(c.told.events[1].epoch == 4);
  CHECK(c.told.events[2].epoch == 16);
  Hyperparams off = healthy(true);
  off.stuck_epochs = 0;
  Case never(off);
  never.validate(9, 90000, 1.2);
  CHECK(never.told.events.empty());
}

TEST_CASE("train.stuck: unscaled inputs come first, with the column") {
  Hyperparams hp = healthy(true);
  hp.normalization = Normalization::none;
  Case c(hp);
  CHECK(unscaled_inputs(c.problem).empty());  // small ones do no harm
  c.problem.start.scaler.min[0] = -77785;
  CHECK_THAT(c.advised(), contains(" Hint: NORMALIZATION zscore (x reaches 7.778e+04"));
  c.problem.start.scaler.method = Normalization::minmax;
  CHECK_THAT(c.advised(), !contains("NORMALIZATION"));
}

TEST_CASE("train.stuck: nothing is advised that is set so already") {
  CHECK_THAT(Case(healthy(true)).advised(), !contains("Stream") && !contains("INITIAL_LR") &&
                                                !contains("LOOKBACK") && !contains("CLIP"));
  CHECK_THAT(Case(healthy(false)).advised(), contains("TRAINING_METHOD Stream"));
}

TEST_CASE(
    "train.stuck: the rate, the clip, the warm-up, the skipped steps and the size are looked at") {
  Hyperparams hp = healthy(false);
  hp.initial_lr = 1e-2;
  CHECK_THAT(Case(hp).advised(), contains("INITIAL_LR 0.0001 (0.01 is 100 x"));
  hp.initial_lr = 1e-6;
  CHECK_THAT(Case(hp).advised(), contains("(1e-06 is 0.01 x"));
  hp.optimizer_type = OptimizerType::sgd;
  hp.initial_lr = 1e-2;
  CHECK_THAT(Case(hp).advised(), !contains("INITIAL_LR"));

  Case clipped(hp);
  clipped.state.guard.taken(500);
  CHECK_THAT(clipped.advised(), contains("CLIP_MAX_NORM 500"));

  hp.lookback = 400;
  CHECK_THAT(Case(hp).advised(), contains("24 units or LOOKBACK 200"));

  hp.warmup_epochs = 5;
  Case warm(hp);
  warm.problem.updates_per_epoch = 10;
  warm.state.step = 30;
  CHECK_THAT(warm.advised(), contains("a shorter warm-up (it takes 50 updates, 30 were done)"));
  for (int i = 0; i < 20; ++i) warm.state.guard.skipped();
  CHECK_THAT(warm.advised(), contains("Hint: lstmtrain find-bad-batch (20 of 30 steps"));
}
