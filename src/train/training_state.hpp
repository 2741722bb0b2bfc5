// What a training has come to between two steps, as a value: whatever a step, a validation or a
// guard reads later stands here, and in a checkpoint. What follows from settings, data and counters
// does not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/nan.hpp"
#include "base/state_dict.hpp"
#include "infer/validation.hpp"
#include "lstmtrain/report.hpp"
#include "train/guards/guard.hpp"
#include "train/optim/early_stopping.hpp"
#include "train/optim/exploit.hpp"
#include "train/optim/optimizer.hpp"
#include "train/optim/schedule.hpp"
#include "train/problem.hpp"

namespace lstmtrain {

// Sums over the steps of this epoch.
struct EpochSums {
  double loss = 0;                    // of the steps taken, scaled units
  double squared = 0;                 // their squared errors of the first target, scaled units
  std::size_t steps = 0;              // that were taken
  std::size_t samples = 0;            // rows of theirs that carried loss
  std::size_t batches = 0, rows = 0;  // of all steps, taken or not
  double mean_loss() const { return steps > 0 ? loss / static_cast<double>(steps) : kNaN; }
};

// Where a rollback goes back to: the parameters and the optimiser of the last good validation, or
// the initial ones.
struct Snapshot {
  std::vector<float> params;
  StateDict optimizer;
};

struct TrainingState {
  // At the problem's starting point, before the first step.
  TrainingState(const Problem& problem, std::size_t updates_per_epoch);

  std::vector<float> params;     // [n]
  std::vector<float> last_good;  // [n] before the last update: finite; not in a checkpoint
  Optimizer<float> optimizer;
  Schedule schedule;
  EarlyStopping early;
  Exploit exploit;
  Guard guard;
  Snapshot snapshot;
  EpochSums sums;
  Validation::Result val{kNaN, kNaN};  // the last one
  double best_rmse = kNaN;             // of the validation with the best loss
  bool drift_said = false;
  int stuck_said = 0;     // the last epoch at which it was, from 1
  int epoch = 0;          // from 0
  std::int64_t step = 0;  // updates tried
  std::string diagnosis;  // when diverged; not in a checkpoint
};

// The rate of the update that comes next.
double learning_rate(const TrainingState& state);
// That of its biases, where they have one of their own.
std::optional<double> bias_rate(const TrainingState& state);

// A validation of the present parameters; whether it is the best so far, which those that are not
// `good` never are.
bool validated(TrainingState& state, const Validation::Result& result, bool good = true);
// The present parameters are good ones.
void take_snapshot(TrainingState& state);
// Back to `params` and to the snapshot's optimiser, at half the rate from now on.
void roll_back(TrainingState& state, const std::vector<float>& params);
// Back to the best, from where the next repetition of the exploit phase begins.
void begin_exploit(TrainingState& state);

// Both ways under the same names. load throws data when a tensor is missing or of another size than
// this problem's; `events` are text, and go their own way.
void save(const TrainingState& state, StateDict& tensors);
void load(TrainingState& state, const StateDict& tensors, std::vector<GuardEvent> events);

}  // namespace lstmtrain
