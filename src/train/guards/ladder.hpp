// The guard ladder at work: what is done when a guard says no. Functions of a problem, of the state
// of its training and of what was seen: they change the state, tell the reporter, and say whether
// the training goes on. No network is needed, and none is run.
#pragma once

#include <string>

#include "lstmtrain/report.hpp"
#include "train/problem.hpp"
#include "train/training_state.hpp"

namespace lstmtrain {

enum class Action { go_on, end };

// An event of the present epoch and step: kept in the state, and told.
void tell(TrainingState& state, Reporter& reporter, std::string kind, std::string where,
          std::string message);

// A step whose loss or gradient norm was not finite.
struct SkippedStep {
  double loss = 0, norm = 0;
  std::string where;        // "file:line" of the row that `first` names
  std::string first;        // the first stage that was not finite, with its row
  int restarted_lanes = 0;  // that begin anew from the zero state
};
// Guard 2: the step is not taken, so the optimiser's moments never see it. MAX_SKIPPED_STEPS in a
// row are a case for recover().
Action skip_step(const Problem& problem, TrainingState& state, Reporter& reporter,
                 const SkippedStep& step);

struct Fault {
  std::string kind;   // parameters_not_finite, too_many_skipped_steps, loss_exploded, ...
  std::string what;   // the parameter, the stage, or what was seen
  std::string where;  // "file:line" of the row that is named with it
};
// Guard 3: back to good parameters, at half the rate and past the batch; or, when no rollback is
// left (NAN_RECOVERY), the end with a diagnosis.
Action recover(const Problem& problem, TrainingState& state, Reporter& reporter,
               const Fault& fault);

// After the batches of an epoch. None of them was a step, or their mean is not finite: as
// recover().
Action judge_epoch(const Problem& problem, TrainingState& state, Reporter& reporter);

// After each validation; problem.start_val is known where needs_start(). Guards 4 and 5: stuck at
// the mean; a spike, which is rolled back like a fault but never ends a training that has a best;
// an explosion, of which the second in a row is a fault as for recover(). A good validation without
// one gives the next snapshot. One that is not finite, when the initial one was not either, leaves
// nothing to choose a model by: the end, with a diagnosis.
Action judge_validation(const Problem& problem, TrainingState& state, Reporter& reporter);

// At the end of a training that did not diverge; problem.start_val is known where the best is above
// the mean, or there is none. Worse than knowing nothing and than the beginning is no success.
Action judge_result(const Problem& problem, TrainingState& state, Reporter& reporter);

// The window method scores windows from the zero state, deployment carries the state: said once
// when the two come apart.
void judge_drift(const Problem& problem, TrainingState& state, Reporter& reporter);

// Of the epoch's steps, with the parameters moving; of the first target, in its unit.
double train_rmse(const Problem& problem, const TrainingState& state);

}  // namespace lstmtrain
