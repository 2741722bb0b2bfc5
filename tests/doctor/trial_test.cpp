#include "doctor/trial.hpp"

#include "doctor/trial_data.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

TEST_CASE("doctor.trial: ends when it has learned, and made-up data is learned") {
  const Dataset control = control_data(low_pass_data({1200, 800}, 400));
  Hyperparams hp = small_run(true);
  hp.max_epochs = 100;
  const TrialPlan plan = plan_trial(hp, control, {1e-10}, 20);
  std::int64_t told = 0;
  const Trial trial = run_trial(plan, control, TimeBound(20), [&](const TrialProgress& at) {
    CHECK(at.step == ++told);
    CHECK(at.steps > 0);
  });
  CHECK(trial.learned());
  CHECK_FALSE(trial.cut);
  CHECK(trial.steps == told);
  CHECK(trial.steps < trial.planned);
  CHECK(trial.last_loss < trial.first_loss);
  CHECK(trial.left_of_constant() < 0.5);
  CHECK(trial.left_of_mean < 0.9);
}

TEST_CASE(
    "doctor.trial: a rate that moves nothing is not learned; its time cuts it between steps") {
  const Dataset data = low_pass_data({1200, 800}, 400);
  Hyperparams hp = small_run(true);
  hp.initial_lr = 1e-9;
  hp.max_epochs = 3;
  const TrialPlan plan = plan_trial(hp, data, {1e-10}, 20);
  const Trial whole = run_trial(plan, data, TimeBound(20));
  CHECK_FALSE(whole.learned());
  CHECK_FALSE(whole.fits());
  CHECK_FALSE(whole.cut);
  CHECK(whole.epochs == 3);
  CHECK(whole.steps == whole.planned);
  TrialPlan longer = plan;
  longer.hp.max_epochs = longer.hp.valid_patience = 1'000'000;
  const TimeBound bound(0.3);
  const Trial cut = run_trial(longer, data, bound);
  CHECK(cut.cut);
  CHECK(cut.steps < cut.planned);
  CHECK(bound.spent() < 10);
}
