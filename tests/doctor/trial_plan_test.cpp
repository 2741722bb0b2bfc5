#include "doctor/trial_plan.hpp"

#include "doctor/bad_windows.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

TEST_CASE(
    "doctor.trial_plan: what fits in its time is tried as it is, without schedule or patience") {
  const Dataset data = low_pass_data({1200, 800}, 400);
  Hyperparams hp = small_run(false);
  hp.valid_frequency = 5;
  hp.valid_patience = 1;
  const TrialPlan plan = plan_trial(hp, data, {1e-10}, 60);
  CHECK(plan.possible);
  CHECK_FALSE(plan.fewer.has_value());
  CHECK((plan.lanes == 24 && plan.all_lanes == 24 && plan.thinner == 1));
  CHECK((plan.rows == 2000 && plan.all_rows == 2000));
  CHECK(plan.hp.scheduler_type == SchedulerType::none);
  CHECK(plan.hp.valid_frequency == 1);
  CHECK(plan.hp.max_epochs == hp.max_epochs);
  CHECK(plan.hp.valid_patience == hp.max_epochs);
  CHECK(plan.hp.initial_lr == hp.initial_lr);
}

TEST_CASE("doctor.trial_plan: a slow machine gets fewer lanes, windows and rows, and says so") {
  const Dataset data = low_pass_data({30000, 20000}, 9000);
  for (const bool stream : {false, true}) {
    Hyperparams hp = small_run(stream);
    hp.batch_size = 256;
    INFO((stream ? "stream" : "window"));
    const TrialPlan quick = plan_trial(hp, data, {1e-10}, 60);
    CHECK((quick.lanes == 256 && !quick.fewer));
    const TrialPlan slow = plan_trial(hp, data, {2e-7}, 60);
    CHECK(slow.possible);
    CHECK(slow.lanes < 256);
    CHECK(slow.lanes >= 16);
    CHECK(slow.hp.batch_size == static_cast<int>(slow.lanes));
    CHECK(slow.step_seconds <= 60.0 / 200);
    CHECK((slow.thinner > 1) == !stream);
    CHECK(slow.hp.max_epochs > hp.max_epochs);  // as many updates
    REQUIRE(slow.fewer.has_value() == (slow.rows < slow.all_rows));
    if (stream) CHECK(slow.rows < slow.all_rows);
    CHECK_FALSE(plan_trial(hp, data, {1e-3}, 1).possible);
  }
}

TEST_CASE("doctor.step_cost: measured, and more for more lanes and rows") {
  const Dataset data = low_pass_data({1200, 800}, 400);
  for (const bool stream : {false, true}) {
    const Hyperparams hp = small_run(stream);
    const StepCost cost = measure_step(hp, data, fresh_model(hp, data));
    CHECK(cost.seconds_per_flop > 0);
    CHECK(cost.seconds_per_flop < 1e-5);
    CHECK(cost.step(hp, 64) > cost.step(hp, 16));
    CHECK(cost.step(hp, 16) == cost.step(hp, 1));  // computed as whole vectors
    CHECK(cost.forward(hp, 2000) == Approx(2 * cost.forward(hp, 1000)));
    CHECK(with_lanes(hp, 5).batch_size == 5);
  }
}
