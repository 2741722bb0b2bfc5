// The guard ladder by values: a problem, a state, what was seen. No training is run.
#include "train/guards/ladder.hpp"

#include <cmath>
#include <limits>

#include "support/catch.hpp"
#include "support/recorder.hpp"
#include "support/series.hpp"
#include "train/guards/judgement.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

using Kinds = std::vector<std::string>;

// A training of small_run's settings that stands before some step.
struct Case {
  explicit Case(Hyperparams settings = small_run(false)) : hp(std::move(settings)) {
    problem.baseline_rmse = problem.val_mean_error = 1;
    state.epoch = 4;
    state.step = 70;
    state.sums.batches = 6;
  }
  // The optimiser has moved since the snapshot.
  void train() {
    const std::vector<float> grads(state.params.size(), 0.5F);
    state.last_good = state.params;
    state.optimizer.step(state.params, grads, 0.1);
  }
  void spoil() { state.params.back() = std::nanf(""); }
  std::vector<std::byte> moments() const {
    StateDict tensors;
    state.optimizer.save(tensors);
    return tensors.at("optim.exp_avg").bytes;
  }
  Action skip() { return skip_step(problem, state, told, {kInf, 3, "a.csv:7", "gate i", 0}); }
  Action fail() { return recover(problem, state, told, {"parameters_not_finite", "fc.bias", ""}); }
  Action validate(double loss, double rmse) {
    validated(state, {loss, rmse}, is_good(problem, loss));
    return judge_validation(problem, state, told);
  }

  Hyperparams hp;
  Dataset data = low_pass_data({60});
  Problem problem{hp, data};
  TrainingState state{problem, 10};
  Recorder told;
};

Hyperparams settings_of(int max_skipped, int nan_recovery) {
  Hyperparams hp = small_run(false);
  hp.max_skipped_steps = max_skipped;
  hp.nan_recovery = nan_recovery;
  return hp;
}

}  // namespace

TEST_CASE("train.ladder: a skipped step counts, is told with its place, and changes nothing else") {
  Case c(settings_of(3, 0));
  c.train();
  const std::vector<float> params = c.state.params;
  const auto moments = c.moments();
  c.state.guard.inspect(kInf, 3);
  CHECK(c.skip() == Action::go_on);
  CHECK(c.state.params == params);
  CHECK(c.moments() == moments);
  CHECK(c.state.step == 71);
  CHECK(c.state.guard.skipped_in_a_row() == 1);
  REQUIRE(c.told.kinds() == Kinds{"skipped_step"});
  const GuardEvent& event = c.told.events.front();
  CHECK(event.epoch == 5);
  CHECK(event.step == 70);
  CHECK(event.where == "a.csv:7");
  CHECK(event.last_grad_norms == std::vector<double>{3});
  CHECK_THAT(event.message, contains("loss inf, gradient norm 3") && contains("gate i"));
  CHECK(c.state.guard.events().size() == 1);
}

TEST_CASE("train.ladder: MAX_SKIPPED_STEPS in a row without a rollback end the training") {
  Case c(settings_of(3, 0));
  c.train();
  const std::vector<float> params = c.state.params;
  CHECK(c.skip() == Action::go_on);
  CHECK(c.skip() == Action::go_on);
  CHECK(c.skip() == Action::end);
  CHECK(c.told.kinds() ==
        Kinds{"skipped_step", "skipped_step", "skipped_step", "too_many_skipped_steps"});
  CHECK_THAT(c.state.diagnosis, contains("3 steps in a row were skipped"));
  CHECK(c.told.events.back().message == c.state.diagnosis);
  CHECK(c.state.params == params);
}

TEST_CASE("train.ladder: a step that was taken between makes no row; 0 never ends") {
  Case c(settings_of(2, 0));
  CHECK(c.skip() == Action::go_on);
  c.state.guard.taken(1);
  CHECK(c.skip() == Action::go_on);
  CHECK(c.skip() == Action::end);
  Case off(settings_of(0, 0));
  for (int i = 0; i < 50; ++i) CHECK(off.skip() == Action::go_on);
}

TEST_CASE("train.ladder: too many skips with a rollback left go back at half the rate") {
  Case c(settings_of(2, 1));
  const std::vector<float> snapshot = c.state.params;
  const auto moments = c.moments();
  c.train();
  const double rate = learning_rate(c.state);
  c.skip();
  CHECK(c.skip() == Action::go_on);
  CHECK(c.told.kinds() == Kinds{"skipped_step", "skipped_step", "rollback"});
  CHECK(c.told.events.back().where == "a.csv:7");
  CHECK(c.state.params == snapshot);
  CHECK(c.moments() == moments);
  CHECK(learning_rate(c.state) == 0.5 * rate);
  CHECK(c.state.guard.skipped_in_a_row() == 0);
  CHECK(c.state.step == 73);
  c.skip();
  CHECK(c.skip() == Action::end);  // that was the only one
}

TEST_CASE("train.ladder: parameters that are not finite end with finite ones") {
  Case c(settings_of(10, 0));
  c.train();
  c.train();
  const std::vector<float> before = c.state.last_good;
  c.spoil();
  CHECK(c.fail() == Action::end);
  CHECK(c.state.params == before);
  CHECK(c.told.kinds() == Kinds{"parameters_not_finite"});
  CHECK_THAT(c.state.diagnosis, contains("epoch 5, batch 6, step 70") && contains("fc.bias") &&
                                    contains("or NAN_RECOVERY 3"));
}

TEST_CASE("train.ladder: NAN_RECOVERY goes back so many times, each at half the rate") {
  Case c(settings_of(10, 2));
  const std::vector<float> snapshot = c.state.params;
  const double rate = learning_rate(c.state);
  for (const double share : {0.5, 0.25}) {
    c.train();
    c.spoil();
    CHECK(c.fail() == Action::go_on);
    CHECK(c.state.params == snapshot);
    CHECK(learning_rate(c.state) == share * rate);
  }
  CHECK(c.state.diagnosis.empty());
  c.train();
  const std::vector<float> before = c.state.last_good;
  c.spoil();
  CHECK(c.fail() == Action::end);
  CHECK(c.state.params == before);
  CHECK(c.told.kinds() == Kinds{"rollback", "rollback", "parameters_not_finite"});
}

TEST_CASE("train.ladder: a validation as usual is the next snapshot") {
  Case c;
  c.train();
  c.validate(0.1, 0.5);
  CHECK(c.told.events.empty());
  CHECK(c.state.snapshot.params == c.state.params);
  CHECK(c.state.snapshot.optimizer.at("optim.exp_avg").bytes == c.moments());
}

TEST_CASE("train.ladder: a spike is told, is no snapshot, and goes back to the best if it may") {
  for (const int recoveries : {0, 1})
    for (const double rmse : {1.501, kInf, std::nan("")}) {
      INFO("NAN_RECOVERY " << recoveries << ", RMSE " << rmse);
      Case c(settings_of(10, recoveries));
      c.hp.spike_factor = 3;
      c.validate(0.1, 0.5);
      const std::vector<float> best = c.state.params;
      const auto moments = c.moments();
      const double rate = learning_rate(c.state);
      c.train();
      const std::vector<float> moved = c.state.params;
      c.validate(0.9, rmse);
      const bool back = recoveries == 1;
      CHECK(c.told.kinds() == (back ? Kinds{"spike", "rollback"} : Kinds{"spike"}));
      CHECK(c.state.snapshot.params == best);
      CHECK(c.state.params == (back ? best : moved));
      CHECK((c.moments() == moments) == back);
      CHECK(learning_rate(c.state) == (back ? 0.5 : 1) * rate);
      CHECK(c.state.step == 70);
      CHECK(c.state.diagnosis.empty());
    }
}

TEST_CASE("train.ladder: an error just below SPIKE_FACTOR is no spike") {
  Case c;
  c.hp.spike_factor = 3;
  c.validate(0.1, 0.5);
  c.train();
  c.validate(0.9, 1.5);
  CHECK(c.told.events.empty());
  CHECK(c.state.snapshot.params == c.state.params);
}

TEST_CASE("train.ladder: a validation that is not finite, before any best, ends the training") {
  for (const double value : {std::nan(""), kInf}) {
    Case c(settings_of(10, 3));
    c.problem.start_val = {value, value};
    c.data.files.back().values[2 * 17 + 1] = -3e38F;
    CHECK(c.validate(value, value) == Action::end);
    CHECK(c.told.kinds() == Kinds{"validation_not_finite"});
    CHECK(c.told.events.back().where == "val.csv:19");
    CHECK(c.state.guard.rollbacks() == 0);
    CHECK_THAT(c.state.diagnosis, contains("epoch 5: no validation was finite") &&
                                      contains("column \"y\" = -3e+38 at val.csv:19") &&
                                      contains("MISSING_VALUES") && !contains("are kept"));
  }
  Case later;
  CHECK(later.validate(0.1, 0.5) == Action::go_on);
  CHECK(later.validate(std::nan(""), std::nan("")) == Action::go_on);
}

TEST_CASE("train.ladder: SPIKE_FACTOR 0 minds only what is not finite") {
  Case c;
  c.hp.spike_factor = 0;
  c.validate(0.1, 0.5);
  c.validate(9, 1e9);
  CHECK(c.told.events.empty());
  c.validate(std::nan(""), std::nan(""));
  CHECK(c.told.kinds() == Kinds{"spike"});
}

TEST_CASE("train.ladder: the second explosion in a row goes back, or ends, with good parameters") {
  for (const int recoveries : {0, 1})
    for (const double loss : {4e6, kInf, std::nan("")}) {
      INFO("NAN_RECOVERY " << recoveries << ", loss " << loss);
      Case c(settings_of(10, recoveries));
      c.problem.start_val = {2, 1.4};
      const std::vector<float> initial = c.state.params;
      c.train();
      CHECK(c.validate(loss, 1e4) == Action::go_on);
      CHECK(c.told.kinds() == Kinds{"explosion"});
      CHECK_THAT(c.told.events.back().message, contains("predicting the mean gives 1"));
      CHECK_FALSE(c.state.early.has_best());
      CHECK(c.state.snapshot.params == initial);
      const bool back = recoveries == 1;
      CHECK(c.validate(loss, 1e4) == (back ? Action::go_on : Action::end));
      CHECK(c.told.kinds() == Kinds{"explosion", back ? "rollback" : "validation_exploded"});
      CHECK((c.state.params == initial) == back);
      CHECK(c.state.diagnosis.empty() == back);
      CHECK(handed_over(c.problem, c.state).params == initial);
    }
}

TEST_CASE("train.ladder: explosions with a validation between are none in a row") {
  Case c;
  c.problem.start_val = {2, 1.4};
  for (const double loss : {4e6, 1.0, 4e6, 3.0, 4e6}) CHECK(c.validate(loss, 1) == Action::go_on);
  CHECK(c.validate(4e6, 1) == Action::end);
}

TEST_CASE("train.ladder: a net that starts far off and comes down has not exploded") {
  Case c;
  c.problem.start_val = {1e10, 1e5};
  for (const double loss : {9e9, 8e9, 1.1e10}) {
    c.train();
    CHECK(c.validate(loss, std::sqrt(loss)) == Action::go_on);
  }
  CHECK(c.told.events.empty());
  CHECK(c.state.early.best_loss() == 8e9);
  CHECK(c.state.snapshot.params == c.state.early.best_params());  // worse than the start: not good
}

TEST_CASE("train.ladder: an epoch whose steps were all skipped goes back, or ends") {
  for (const int recoveries : {0, 1}) {
    Case c(settings_of(10, recoveries));
    c.state.sums.steps = 1;
    c.state.sums.loss = 3;
    c.skip();
    CHECK(judge_epoch(c.problem, c.state, c.told) == Action::go_on);  // one was taken
    c.state.sums = {};
    c.state.guard.forgive();
    CHECK(judge_epoch(c.problem, c.state, c.told) == Action::go_on);  // all were warm-up
    c.skip();
    const std::int64_t step = c.state.step;
    const bool back = recoveries == 1;
    CHECK(judge_epoch(c.problem, c.state, c.told) == (back ? Action::go_on : Action::end));
    CHECK(c.told.kinds().back() == (back ? "rollback" : "epoch_mean"));
    CHECK(c.state.step == step);
    CHECK_THAT(c.told.events.back().message, contains("all of its steps were skipped"));
  }
}

TEST_CASE("train.ladder: what is worse than twice the mean and than the beginning is no success") {
  const auto ends = [](double best, double start) {
    Case c;
    c.problem.start_val = {start, std::sqrt(start)};
    const std::vector<float> initial = c.state.params;
    c.train();
    c.validate(best, std::sqrt(best));
    const bool ended = judge_result(c.problem, c.state, c.told) == Action::end;
    CHECK(ended == !c.state.diagnosis.empty());
    CHECK((c.told.kinds() == Kinds{"worse_than_mean"}) == ended);
    CHECK((handed_over(c.problem, c.state).params == initial) == ended);
    return ended;
  };
  CHECK(ends(4.1, 1.2));
  CHECK_FALSE(ends(3.9, 1.2));  // the root of it: not twice the mean
  CHECK_FALSE(ends(4.1, 4.2));  // it began worse
  Case none;
  CHECK(judge_result(none.problem, none.state, none.told) == Action::end);
  CHECK_THAT(none.state.diagnosis, contains("no validation was good"));
}

TEST_CASE("train.ladder: a training that diverged hands over the better of best and beginning") {
  Case c;
  const std::vector<float> initial = c.state.params;
  c.problem.start_val = {0.2, 9};
  c.train();
  c.validate(0.25, 8);
  CHECK(handed_over(c.problem, c.state).epoch == 5);
  c.spoil();
  CHECK(c.fail() == Action::end);
  const HandedOver handed = handed_over(c.problem, c.state);
  CHECK(handed.params == initial);
  CHECK(handed.epoch == 0);
  CHECK(handed.val.rmse == 9);
  c.problem.start_val = {0.3, 9};
  CHECK(handed_over(c.problem, c.state).val.rmse == 8);
}

TEST_CASE("train.ladder: drift is told once, from the fourth epoch on, and not of streams") {
  const auto drifts = [](bool stream, int epoch, double factor) {
    Case c(small_run(stream));
    c.state.sums.squared = 12;
    c.state.sums.samples = 3;
    c.state.epoch = epoch;
    c.state.val = {0.1, factor * train_rmse(c.problem, c.state)};
    judge_drift(c.problem, c.state, c.told);
    judge_drift(c.problem, c.state, c.told);
    return c.told.events.size();
  };
  CHECK(drifts(false, 3, 4.001) == 1);
  CHECK(drifts(false, 3, 3.999) == 0);
  CHECK(drifts(false, 2, 99) == 0);
  CHECK(drifts(true, 3, 99) == 0);
}
