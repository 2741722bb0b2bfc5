#include "doctor/trial_findings.hpp"

#include "support/catch.hpp"

using namespace lstmtrain;

namespace {

TrialPlan plan_of() {
  TrialPlan plan;
  plan.hp.initial_lr = 1e-3;
  plan.lanes = plan.all_lanes = 100;
  plan.rows = plan.all_rows = 5000;
  return plan;
}

// Of an error that is `left` of a constant's.
Trial trial_of(double left, std::int64_t steps = 100) {
  Trial trial;
  trial.steps = trial.planned = steps;
  trial.epochs = 4;
  trial.seconds = 40;
  trial.constant_rmse = 10;
  trial.first_rmse = 20;
  trial.best_rmse = 10 * left;
  trial.first_loss = trial.last_loss = 1;
  return trial;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("doctor.trial_findings: what is learned, in part or whole, is fine") {
  const Finding whole = trial_finding(plan_of(), trial_of(0.4), {}, "mV");
  CHECK(whole.severity == Severity::fine);
  CHECK(contains(whole.evidence, "4 epochs in 40 s: validation RMSE 20 to 4 mV"));
  CHECK(trial_finding(plan_of(), trial_of(0.7), {}, "mV").severity == Severity::fine);
  CHECK_FALSE(needs_control(trial_of(0.7)));
  CHECK(needs_control(trial_of(0.9)));
}

TEST_CASE("doctor.trial_findings: what fits the training rows alone is no fault of the data") {
  Trial trial = trial_of(1.2);
  trial.left_of_mean = 0.1;
  CHECK_FALSE(needs_control(trial));
  const Finding unlike = trial_finding(plan_of(), trial, {}, "mV");
  CHECK(unlike.severity == Severity::warning);
  CHECK(contains(unlike.what, "drives that are unlike"));
}

TEST_CASE("doctor.trial_findings: the control tells data from settings") {
  const Finding data = trial_finding(plan_of(), trial_of(1), trial_of(0.3), "mV");
  CHECK(data.severity == Severity::error);
  CHECK(contains(data.what, "the data is at fault"));
  const Finding settings = trial_finding(plan_of(), trial_of(1), trial_of(1), "mV");
  CHECK(settings.severity == Severity::warning);
  // Made-up data that took longer than this data had says nothing of it.
  CHECK(trial_finding(plan_of(), trial_of(1, 50), trial_of(0.3, 100), "mV").severity !=
        Severity::error);
  CHECK(trial_finding(plan_of(), trial_of(1), {}, "mV").severity == Severity::advice);
}

TEST_CASE("doctor.trial_findings: what was cut is said, and decides nothing while the loss falls") {
  TrialPlan plan = plan_of();
  plan.lanes = 16;
  plan.rows = 1000;
  plan.thinner = 25;
  plan.hp.window_stride = 25;
  Trial cut = trial_of(0.95, 85);
  cut.cut = true;
  cut.planned = 900;
  cut.last_loss = 0.9;
  const Finding slow = trial_finding(plan, cut, trial_of(0.95), "");
  CHECK(slow.severity == Severity::advice);
  CHECK(contains(slow.evidence,
                 "trial stopped after 40 s and 85 of 900 steps; verdict from what "
                 "was seen, with 16 of 100 windows a batch, with a window every 25 "
                 "rows, on 1,000 of 5,000 training rows"));
  cut.cut = false;
  const Finding ended = trial_finding(plan, cut, trial_of(0.95), "");
  CHECK(ended.severity == Severity::warning);
  CHECK(contains(ended.what, "MAX_EPOCHS is low"));
  cut.last_loss = 1;
  CHECK(trial_finding(plan, cut, trial_of(0.95), "").severity == Severity::warning);
  plan.step_seconds = 8;
  CHECK(contains(not_tried(plan, 12).evidence,
                 "steps of 16 windows takes about 8.0 s, there are 12 s for it"));
}

TEST_CASE("doctor.trial_findings: a trial that diverges gets a cure that is not followed yet") {
  Trial lost = trial_of(1);
  lost.diverged = true;
  TrialPlan plan = plan_of();
  CHECK(trial_finding(plan, lost, {}, "").cure == Cure{{"INITIAL_LR", "1e-04"}});
  plan.hp.clip_max_norm = 0;
  CHECK(trial_finding(plan, lost, {}, "").cure == Cure{{"CLIP_MAX_NORM", "1.0"}});
}
