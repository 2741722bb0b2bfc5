// A training made so small that it shows within its time whether it learns: fewer lanes where a
// step is long, fewer windows and then fewer rows where an epoch is.
#pragma once

#include <cstddef>
#include <optional>

#include "doctor/step_cost.hpp"
#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

struct TrialPlan {
  bool possible = true;          // a few steps fit in
  Hyperparams hp;                // a constant rate after the warm-up, no patience
  std::optional<Dataset> fewer;  // absent: all rows
  std::size_t lanes = 0, all_lanes = 0, rows = 0, all_rows = 0;  // of a batch; for training
  int thinner = 1;                // a window every so many of those that the settings ask for
  double step_seconds = 0;        // of one update, estimated
  double validation_seconds = 0;  // of one validation
};

// `cost`: as measured with these settings. Throws what fit() throws before its first step.
TrialPlan plan_trial(const Hyperparams& hyperparams, const Dataset& dataset, const StepCost& cost,
                     double seconds);

}  // namespace lstmtrain
