#include "train/guards/ladder.hpp"

#include <cmath>
#include <utility>

#include "base/finite.hpp"
#include "base/plain_text.hpp"
#include "data/cell_place.hpp"
#include "train/guards/judgement.hpp"
#include "train/guards/messages.hpp"
#include "train/guards/stuck.hpp"

namespace lstmtrain {
namespace {

constexpr int kDriftEpochs = 3;     // before them a training is too young to judge
constexpr double kDriftFactor = 4;  // streamed validation over windowed training error

const std::string& unit_of(const Problem& problem) { return problem.units.front().name; }

void tell_rollback(const Problem& problem, TrainingState& state, Reporter& reporter,
                   const std::string& where, const std::string& what) {
  tell(state, reporter, "rollback", where,
       rolled_back(what, learning_rate(state), state.guard.rollbacks(), problem.hp));
}

Action diverge(const Problem& problem, TrainingState& state, Reporter& reporter,
               const Fault& fault) {
  state.diagnosis = diverged(fault.kind, fault.what, unscaled_inputs(problem), problem.hp,
                             {state.epoch + 1, state.step, state.sums.batches, learning_rate(state),
                              state.guard.skipped_in_a_row()});
  tell(state, reporter, fault.kind, fault.where, state.diagnosis);
  return Action::end;
}

// To the last good parameters at half the rate, or the end.
Action go_back(const Problem& problem, TrainingState& state, Reporter& reporter,
               const Fault& fault) {
  if (!state.guard.roll_back()) return diverge(problem, state, reporter, fault);
  roll_back(state, state.snapshot.params);
  tell_rollback(problem, state, reporter, fault.where, fault.what);
  return Action::go_on;
}

// The validation cell that is farthest from 0: where the parameters are finite, what overflows
// first.
struct LargestCell {
  std::string what, where;  // "column "Voltage" = 3e+38", "val/a.csv:17"
};

LargestCell largest_validation_cell(const Dataset& data) {
  float largest = -1;
  std::size_t at_file = 0, at_row = 0, at_column = 0;
  for (const Segment& series : data.val)
    for (std::size_t row = series.begin; row < series.end; ++row)
      for (std::size_t c = 0; c < data.columns.size(); ++c) {
        const float size = std::abs(data.files[series.file].at(row, c));
        if (!(size > largest)) continue;
        largest = size;
        at_file = series.file, at_row = row, at_column = c;
      }
  if (largest < 0) return {"none", ""};
  return {cell_text(data, at_file, at_row, at_column), row_place(data.files[at_file], at_row)};
}

bool is_spike(const Problem& problem, const TrainingState& state) {
  const double factor = problem.hp.spike_factor, rmse = state.val.rmse;
  return !std::isfinite(rmse) || (factor > 0 && rmse > factor * state.best_rmse);
}

}  // namespace

void tell(TrainingState& state, Reporter& reporter, std::string kind, std::string where,
          std::string message) {
  reporter.guard(state.guard.record(
      {std::move(kind), state.epoch + 1, state.step, std::move(where), std::move(message), {}}));
}

Action skip_step(const Problem& problem, TrainingState& state, Reporter& reporter,
                 const SkippedStep& step) {
  state.guard.skipped();
  tell(state, reporter, "skipped_step", step.where,
       skipped_step(step.loss, step.norm, step.first, step.restarted_lanes));
  ++state.step;
  if (!state.guard.too_many_skips()) return Action::go_on;
  return recover(problem, state, reporter, {"too_many_skipped_steps", step.first, step.where});
}

Action recover(const Problem& problem, TrainingState& state, Reporter& reporter,
               const Fault& fault) {
  if (!all_finite(state.params)) state.params = state.last_good;
  const Action action = go_back(problem, state, reporter, fault);
  if (action == Action::go_on) ++state.step;
  return action;
}

Action judge_epoch(const Problem& problem, TrainingState& state, Reporter& reporter) {
  const bool no_step = state.sums.steps == 0, skipped = state.guard.skipped_in_a_row() > 0;
  if (no_step ? !skipped : std::isfinite(state.sums.mean_loss())) return Action::go_on;
  return go_back(problem, state, reporter, {"epoch_mean", epoch_mean(no_step), ""});
}

Action judge_validation(const Problem& problem, TrainingState& state, Reporter& reporter) {
  const bool any_finite = state.early.has_best() || std::isfinite(state.val.loss) ||
                          (problem.start_val && std::isfinite(problem.start_val->loss));
  if (!any_finite) {  // the data is at fault: any loss that is finite would be a best
    const LargestCell cell = largest_validation_cell(problem.dataset);
    state.diagnosis = no_finite_validation(state.epoch + 1, cell.what + " at " + cell.where);
    tell(state, reporter, "validation_not_finite", cell.where, state.diagnosis);
    return Action::end;
  }
  judge_stuck(problem, state, reporter);
  const bool exploded = is_exploded(problem, state.val.loss);
  const std::string words =
      exploded ? explosion(state.val.rmse, problem.baseline_rmse, unit_of(problem), problem.hp)
               : "";
  if (state.guard.second_explosion(exploded))
    return go_back(problem, state, reporter, {"validation_exploded", words + ", twice", ""});
  if (!exploded && !is_spike(problem, state)) {
    if (is_good(problem, state.val.loss)) take_snapshot(state);
    return Action::go_on;
  }
  if (!state.early.has_best()) {
    tell(state, reporter, "explosion", "", words + ": such parameters are not kept.");
    return Action::go_on;
  }
  tell(state, reporter, "spike", "", spike(state.val.rmse, state.best_rmse, unit_of(problem)));
  if (!state.guard.roll_back()) return Action::go_on;
  roll_back(state, state.early.best_params());
  tell_rollback(problem, state, reporter, "", "validation spike");
  return Action::go_on;
}

Action judge_result(const Problem& problem, TrainingState& state, Reporter& reporter) {
  if (state.early.has_best() && !is_lost(problem, state.early.best_loss())) return Action::go_on;
  state.diagnosis = worse_than_start(
      state.epoch,
      {state.best_rmse, problem.baseline_rmse, problem.start_val ? problem.start_val->rmse : kNaN},
      unit_of(problem), advice(problem, state));
  reporter.guard(
      state.guard.record({"worse_than_mean", state.epoch, state.step, "", state.diagnosis, {}}));
  return Action::end;
}

void judge_drift(const Problem& problem, TrainingState& state, Reporter& reporter) {
  if (problem.hp.stream() || state.drift_said || state.epoch < kDriftEpochs ||
      is_exploded(problem, state.val.loss))
    return;
  const double rmse = train_rmse(problem, state);
  if (!(state.val.rmse > kDriftFactor * rmse)) return;
  state.drift_said = true;
  tell(state, reporter, "state_drift", "",
       drift(rmse, state.val.rmse, problem.hp.lookback, unit_of(problem)));
}

double train_rmse(const Problem& problem, const TrainingState& state) {
  return std::sqrt(state.sums.squared / static_cast<double>(state.sums.samples)) *
         problem.start.scaler.scale[problem.dataset.num_features] * problem.units.front().factor;
}

}  // namespace lstmtrain
