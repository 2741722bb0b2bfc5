// The learning rate against PyTorch's schedulers over 200 epochs of a made-up validation curve that
// holds NaN and Inf.
#include "train/optim/schedule.hpp"

#include "lstmtrain/error.hpp"
#include "support/catch.hpp"
#include "support/golden.hpp"

using namespace lstmtrain;
using nlohmann::json;
using test::golden;

namespace {

// The settings that make_golden.py gave to the scheduler `name`.
Hyperparams golden_hyperparams(const json& file, const std::string& name) {
  Hyperparams hp;
  hp.initial_lr = file["initial_lr"];
  hp.max_epochs = file["epochs"];
  hp.cosine_eta_min = file["eta_min"];
  hp.scheduler_type = SchedulerType::none;
  if (name == "plateau" || name == "plateau_threshold") {
    hp.scheduler_type = SchedulerType::reduce_lr_on_plateau;
    hp.plateau_patience = 3;
    hp.plateau_factor = 0.5;
    hp.plateau_cooldown = name == "plateau" ? 2 : 0;
    hp.min_lr = name == "plateau" ? 1e-4 : 0;
    hp.plateau_threshold = name == "plateau" ? 1e-4 : 0.05;
  } else if (name == "cosine") {
    hp.scheduler_type = SchedulerType::cosine_annealing_lr;
  } else if (name == "step") {
    hp.scheduler_type = SchedulerType::step_lr;
    hp.lr_period = 7;
    hp.lr_param = 0.8;
  } else if (name == "restarts" || name == "restarts_equal") {
    hp.scheduler_type = SchedulerType::cosine_annealing_warm_restarts;
    hp.cosine_t0 = name == "restarts" ? 10 : 7;
    hp.cosine_t_mult = name == "restarts" ? 2 : 1;
  }
  return hp;
}

// PyTorch multiplies a rate up step by step where we compute it at once; 200 roundings apart.
bool close(double ours, double theirs) { return std::abs(ours - theirs) <= 1e-12 * theirs; }

int distinct(const json& rates) {
  int count = 1;
  for (std::size_t i = 1; i < rates.size(); ++i) count += rates[i] != rates[i - 1];
  return count;
}

}  // namespace

TEST_CASE("train.schedule: 200 epochs of every scheduler are PyTorch's, NaN and Inf included") {
  const json file = golden("schedules.json");
  const std::vector<double> losses = test::golden_numbers(file["losses"]);
  REQUIRE(std::isnan(losses[17]));
  REQUIRE(std::isinf(losses[90]));
  const int steps = file["steps_per_epoch"];
  for (const auto& [name, rates] : file["rates"].items()) {
    INFO(name);
    REQUIRE(rates.size() == 200);
    CHECK((name == "none" || distinct(rates) > 5));  // the curve does something
    Schedule schedule(golden_hyperparams(file, name), steps);
    for (int epoch = 0; epoch < 200; ++epoch) {
      INFO("epoch " << epoch);
      const double theirs = rates[static_cast<std::size_t>(epoch)];
      CHECK(close(schedule.learning_rate(epoch, static_cast<std::int64_t>(epoch) * steps), theirs));
      schedule.validated(losses[static_cast<std::size_t>(epoch)]);
    }
  }
}

TEST_CASE("train.schedule: both cosines a step are PyTorch's with their periods in steps") {
  const json file = golden("schedules.json");
  for (const std::string name : {"cosine", "restarts"}) {
    INFO(name);
    Hyperparams hp = golden_hyperparams(file, name);
    hp.scheduler_interval = SchedulerInterval::step;
    const int steps = file["steps_per_epoch"], every = file["cosine_per_step_every"];
    const Schedule schedule(hp, steps);
    int step = 0;
    for (const json& theirs : file[name + "_per_step"]) {
      CHECK(close(schedule.learning_rate(step / steps, step), theirs.get<double>()));
      step += every;
    }
    CHECK(step > 590);
  }
}

TEST_CASE("train.schedule: linear warm-up multiplies any schedule, as LinearLR times it") {
  const json file = golden("schedules.json");
  const std::vector<double> losses = test::golden_numbers(file["losses"]);
  const int steps = file["steps_per_epoch"], warm_epochs = file["warmup_epochs"];
  for (const auto& [name, rates] : file["warmed"].items()) {
    INFO(name);
    Hyperparams by_epochs = golden_hyperparams(file, name);
    by_epochs.warmup_start_factor = file["warmup_start_factor"];
    Hyperparams by_steps = by_epochs;
    by_epochs.warmup_epochs = warm_epochs;
    by_steps.warmup_steps = warm_epochs * steps;
    Schedule first(by_epochs, steps), second(by_steps, steps);
    CHECK(rates.size() == 18);
    for (int step = 0; step < static_cast<int>(rates.size()); ++step) {
      INFO("step " << step);
      const double theirs = rates[static_cast<std::size_t>(step)];
      CHECK(close(first.learning_rate(step / steps, step), theirs));
      CHECK(close(second.learning_rate(step / steps, step), theirs));
      if (step % steps != steps - 1) continue;
      first.validated(losses[static_cast<std::size_t>(step / steps)]);
      second.validated(losses[static_cast<std::size_t>(step / steps)]);
    }
  }
}

TEST_CASE("train.schedule: NaN counts against the patience and is never the best") {
  Plateau plateau({.patience = 1, .factor = 0.5});
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(plateau.step(nan, 8) == 8);
  CHECK(plateau.step(nan, 8) == 4);  // the second bad one in a row exceeds the patience
  CHECK(plateau.step(1, 4) == 4);    // a number is better than anything before
  CHECK(plateau.step(nan, 4) == 4);
  CHECK(plateau.step(0.5, 4) == 4);
  CHECK(plateau.step(0.9, 4) == 4);
  CHECK(plateau.step(0.9, 4) == 2);
}

TEST_CASE("train.schedule: a rollback scales every later rate and forgives the plateau") {
  Hyperparams hp;
  hp.initial_lr = 1;
  hp.plateau_patience = 1;
  hp.plateau_factor = 0.5;
  Schedule schedule(hp, 10);
  schedule.validated(1);
  schedule.validated(2);
  schedule.scale(0.25);
  CHECK(schedule.learning_rate(2, 20) == 0.25);
  schedule.validated(2);  // the first bad one again
  CHECK(schedule.learning_rate(3, 30) == 0.25);
  schedule.validated(2);
  CHECK(schedule.learning_rate(4, 40) == 0.125);
}

TEST_CASE("train.schedule: biases go from their rate to that of all, and stay there") {
  Hyperparams hp;
  hp.initial_lr = 0.02;
  hp.scheduler_type = SchedulerType::none;
  CHECK_FALSE(Schedule(hp, 10).bias_rate(0, 0));
  hp.warmup_bias_lr = 0.1;
  CHECK_FALSE(Schedule(hp, 10).bias_rate(0, 0));  // there is no warm-up
  hp.warmup_start_factor = 0;
  Hyperparams by_epochs = hp;
  hp.warmup_steps = 20;
  by_epochs.warmup_epochs = 2;
  Schedule schedule(hp, 10);
  for (int step = 0; step < 20; ++step) {
    INFO(step);
    // Ultralytics: np.interp(step, [0, 20], [warmup_bias_lr, initial_lr])
    const double expected = 0.1 + (0.02 - 0.1) * step / 20;
    CHECK(std::abs(schedule.bias_rate(step / 10, step).value() - expected) < 1e-15);
    CHECK(schedule.bias_rate(step / 10, step) ==
          Schedule(by_epochs, 10).bias_rate(step / 10, step));
    CHECK(schedule.learning_rate(step / 10, step) == Approx(0.02 * step / 20));
  }
  CHECK_FALSE(schedule.bias_rate(2, 20));
  schedule.scale(0.5);
  CHECK(schedule.bias_rate(0, 0).value() == 0.05);
}

TEST_CASE("train.schedule: the rate that biases go to is the schedule's at that time") {
  Hyperparams hp;
  hp.initial_lr = 0.02;
  hp.scheduler_type = SchedulerType::step_lr;
  hp.lr_period = 1;
  hp.lr_param = 0.5;
  hp.warmup_bias_lr = 0.1;
  hp.warmup_steps = 20;
  // In epoch 1 the rate has halved: 0.1 + (0.01 - 0.1) 15 / 20
  CHECK(std::abs(Schedule(hp, 10).bias_rate(1, 15).value() - 0.0325) < 1e-15);
}

TEST_CASE("train.schedule: after 2^53 steps a restart is where it is, at once") {
  Hyperparams hp;
  hp.scheduler_type = SchedulerType::cosine_annealing_warm_restarts;
  hp.scheduler_interval = SchedulerInterval::step;
  hp.initial_lr = 1;
  hp.cosine_t0 = 1;
  hp.cosine_t_mult = 1;
  const std::int64_t most = std::int64_t{1} << 53;
  CHECK(Schedule(hp, 4).learning_rate(0, most) == 1);
  CHECK(Schedule(hp, 4).learning_rate(0, most - 2) == Schedule(hp, 4).learning_rate(0, 2));
  StateDict state;
  put_number(state, "n", most + 1);
  CHECK_THROWS_AS(get_count(state, "n"), Error);
  put_number(state, "n", std::int64_t{-1});
  CHECK_THROWS_AS(get_count(state, "n"), Error);
}
