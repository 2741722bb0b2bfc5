#include "doctor/trial_findings.hpp"

#include "base/plain_text.hpp"
#include "base/text/quantity.hpp"
#include "doctor/cures.hpp"

namespace lstmtrain {
namespace {

constexpr const char* kTrialCheck = "trial";
constexpr double kLearnsPart = 0.8;  // of a constant's error: what is left when a part is learned
constexpr double kFalls = 0.98;      // of its first tenth, where a loss is on its way down

std::string seconds_text(double seconds) { return text::duration(seconds); }

// "16 of 128 windows a batch, 40,000 of 512,345 rows"; "" where nothing is left out.
std::string left_out(const TrialPlan& plan) {
  std::string text;
  if (plan.lanes < plan.all_lanes)
    text += ", with " + std::to_string(plan.lanes) + " of " + std::to_string(plan.all_lanes) +
            (plan.hp.stream() ? " lanes" : " windows") + " a batch";
  if (plan.thinner > 1)
    text += ", with a window every " + std::to_string(plan.hp.window_stride) + " rows";
  if (plan.rows < plan.all_rows)
    text += ", on " + text::grouped(plan.rows) + " of " + text::grouped(plan.all_rows) +
            " training rows";
  return text;
}

std::string words(const TrialPlan& plan, const Trial& trial, const std::string& unit) {
  const std::string took = seconds_text(trial.seconds);
  std::string text =
      trial.cut ? "trial stopped after " + took + " and " +
                      text::grouped(static_cast<std::size_t>(trial.steps)) + " of " +
                      text::grouped(static_cast<std::size_t>(trial.planned)) +
                      " steps; verdict from what was seen"
                : text::counted(static_cast<std::size_t>(trial.epochs), "epoch") + " in " + took;
  text += left_out(plan) + ": validation RMSE " + four_digits(trial.first_rmse) + " to " +
          with_unit(four_digits(trial.best_rmse), unit) + ", a constant gives " +
          with_unit(four_digits(trial.constant_rmse), unit) + ", training loss " +
          four_digits(trial.first_loss) + " to " + four_digits(trial.last_loss);
  if (trial.skipped_steps > 0) text += ", skipped steps " + std::to_string(trial.skipped_steps);
  return text;
}

bool falls(const Trial& trial) { return trial.last_loss < kFalls * trial.first_loss; }

Finding diverged(const TrialPlan& plan, const Trial& trial) {
  Cure cure = together(clip_gradients(plan.hp), scale_columns(plan.hp));
  if (cure.empty()) cure = cure_of_rate(plan.hp);
  return {Severity::error, kTrialCheck, "a short training diverges.", trial.diagnosis,
          std::move(cure)};
}

}  // namespace

bool needs_control(const Trial& trial) {
  return !trial.diverged && !trial.fits() && !(trial.left_of_constant() < kLearnsPart);
}

Finding trial_finding(const TrialPlan& plan, const Trial& trial,
                      const std::optional<Trial>& control, const std::string& unit) {
  if (trial.diverged) return diverged(plan, trial);
  const std::string data = words(plan, trial, unit);
  if (trial.learned()) return {Severity::fine, kTrialCheck, "a short training learns.", data};
  if (trial.left_of_constant() < kLearnsPart)
    return {Severity::fine, kTrialCheck, "a short training learns a part of it in its time.", data};
  if (trial.fits())
    return {Severity::warning, kTrialCheck,
            "a short training learns the training rows, and the validation rows no better than a "
            "constant: drives that are unlike, or too few of them.",
            data};
  if (!control)
    return {Severity::advice, kTrialCheck,
            "a short training did not learn, and there was no time to try made-up data.", data};
  const std::string both = data + "; on made-up data " + words(plan, *control, unit);
  if (control->learned() && control->steps <= trial.steps)
    return {Severity::error, kTrialCheck,
            "made-up data of the same shape is learned, this data is not: the data is at fault. "
            "Look for columns that do not belong together, a shifted clock, a target that the "
            "features do not determine.",
            both};
  if (!falls(trial))
    return {Severity::warning, kTrialCheck,
            "neither this data nor made-up data of the same shape is learned: the settings are at "
            "fault. lstmtrain lr-find looks at the rate.",
            both};
  if (!trial.cut)
    return {Severity::warning, kTrialCheck,
            "the training ends before it has learned, its loss still falls: MAX_EPOCHS is low, or "
            "the rate is. lstmtrain lr-find looks at the rate.",
            both};
  return {Severity::advice, kTrialCheck,
          "not decided: the loss falls, but too slowly to be seen to learn in so short a time. A "
          "longer --time decides it.",
          both};
}

Finding not_tried(const TrialPlan& plan, double seconds) {
  return {Severity::advice, kTrialCheck,
          "a short training was not tried: a longer --time allows it.",
          too_long("each of at least ten steps of " + std::to_string(plan.lanes) +
                       (plan.hp.stream() ? " lanes" : " windows"),
                   plan.step_seconds, seconds)};
}

}  // namespace lstmtrain
