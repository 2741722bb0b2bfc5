// The state of a training, by values: out and in again, and its transitions. No training is run.
#include "train/training_state.hpp"

#include <cmath>
#include <limits>
#include <set>

#include "lstmtrain/error.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

Hyperparams settings() {
  Hyperparams hp = small_run(false);
  hp.exploit_epochs = 2;
  hp.exploit_repetitions = 2;
  hp.exploit_lr = 1e-3;
  hp.final_lr = 1e-5;
  hp.nan_recovery = 3;
  return hp;
}

struct Case {
  void train() {
    const std::vector<float> grads(state.params.size(), 0.5F);
    state.optimizer.step(state.params, grads, 0.1);
    ++state.step;
  }
  StateDict saved() const {
    StateDict tensors;
    save(state, tensors);
    return tensors;
  }
  Hyperparams hp = settings();
  Dataset data = low_pass_data({60});
  Problem problem{hp, data};
  TrainingState state{problem, 10};
};

// A state in which nothing is what it was at the start.
void live(Case& c) {
  c.train();
  validated(c.state, {0.25, 9});
  take_snapshot(c.state);
  c.train();
  c.state.schedule.scale(0.5);
  c.state.guard.inspect(std::numeric_limits<double>::infinity(), 3);
  c.state.guard.skipped();
  c.state.guard.taken(2);
  c.state.guard.roll_back();
  c.state.sums = {.loss = 0.6, .squared = 5, .steps = 3, .samples = 20, .batches = 4, .rows = 800};
  c.state.drift_said = true;
  c.state.stuck_said = 3;
  c.state.epoch = 2;
  begin_exploit(c.state);
  c.train();
  c.state.guard.skipped();
  c.state.guard.limit_loss(77);
  c.state.guard.inspect(78, 3);
  c.state.guard.second_explosion(true);
}

// What a checkpoint of 0.1.0 does not hold.
const std::set<std::string> kNewer = {"guard.loss_limit", "guard.exploded_in_a_row",
                                      "guard.exploded_validations", "train.stuck_said"};

}  // namespace

TEST_CASE("train.training_state: at the start it is the problem's starting point") {
  const Case c;
  CHECK(c.state.params == c.problem.start.params);
  CHECK(c.state.snapshot.params == c.state.params);
  CHECK(c.state.snapshot.optimizer.size() == 3);
  CHECK(std::isnan(c.state.best_rmse));
  CHECK(learning_rate(c.state) == c.hp.initial_lr);
}

TEST_CASE("train.training_state: saved and loaded it is the same, under the names of 0.1.0") {
  Case whole, resumed;
  live(whole);
  const StateDict tensors = whole.saved();
  for (const char* name : {"params",
                           "optim.exp_avg",
                           "optim.exp_avg_sq",
                           "optim.step",
                           "schedule.base",
                           "schedule.scale",
                           "plateau.best",
                           "early.best_params",
                           "early.best_epoch",
                           "exploit.begun",
                           "exploit.best.optim.exp_avg",
                           "guard.norms",
                           "guard.skipped_total",
                           "epoch.loss",
                           "epoch.rows",
                           "snapshot.params",
                           "snapshot.optim.exp_avg",
                           "snapshot.optim.step",
                           "train.epoch",
                           "train.step",
                           "train.val_loss",
                           "train.val_rmse",
                           "train.best_rmse",
                           "train.drift_said"}) {
    INFO(name);
    CHECK(tensors.contains(name));
  }
  load(resumed.state, tensors, {{"rollback", 1, 2, "", "back", {}}});
  const StateDict again = resumed.saved();
  REQUIRE(again.size() == tensors.size());
  for (const auto& [name, tensor] : tensors) {
    INFO(name);
    CHECK(again.at(name).bytes == tensor.bytes);
  }
  CHECK(resumed.state.guard.events().size() == 1);
  CHECK(learning_rate(resumed.state) == learning_rate(whole.state));
}

TEST_CASE("train.training_state: whatever is missing is refused") {
  Case whole;
  live(whole);
  const StateDict tensors = whole.saved();
  for (const auto& [name, tensor] : tensors) {
    if (name.starts_with("exploit.best.") || kNewer.contains(name)) continue;  // if there are any
    INFO(name);
    StateDict less = tensors;
    less.erase(name);
    Case resumed;
    CHECK_THROWS_AS(load(resumed.state, less, {}), Error);
  }
}

TEST_CASE("train.training_state: a state of 0.1.0 begins without explosions, and not stuck") {
  Case whole, resumed;
  live(whole);
  StateDict tensors = whole.saved();
  for (const std::string& name : kNewer) CHECK(tensors.erase(name) == 1);
  resumed.state.guard.limit_loss(5);  // of the mean alone
  load(resumed.state, tensors, {});
  CHECK(resumed.state.guard.loss_limit() == 5);
  CHECK(resumed.state.stuck_said == 0);
  CHECK_FALSE(resumed.state.guard.second_explosion(true));
  CHECK(resumed.state.guard.second_explosion(true));
}

TEST_CASE("train.training_state: a copy is a state of its own") {
  Case c;
  const TrainingState copy = c.state;
  c.train();
  CHECK(copy.params == c.problem.start.params);
  CHECK(copy.params != c.state.params);
  c.state = copy;
  CHECK(c.state.params == copy.params);
}

TEST_CASE("train.training_state: the exploit phase begins at the best, with its optimiser") {
  Case c;
  c.train();
  validated(c.state, {0.25, 9});
  const std::vector<float> best = c.state.params;
  const StateDict then = c.saved();
  c.train();
  for (int bad = 0; bad < 3; ++bad) validated(c.state, {0.5, 9});
  c.state.epoch = 6;
  begin_exploit(c.state);
  CHECK(c.state.params == best);
  CHECK(c.state.snapshot.params == best);
  CHECK(c.saved().at("optim.exp_avg").bytes == then.at("optim.exp_avg").bytes);
  CHECK(c.state.early.bad() == 0);
  ++c.state.epoch;
  CHECK(learning_rate(c.state) == c.hp.exploit_lr);
}
