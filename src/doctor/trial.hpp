// A short training that ends as soon as it is seen to learn.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "doctor/time_bound.hpp"
#include "doctor/trial_plan.hpp"

namespace lstmtrain {

// Where a trial is.
struct TrialProgress {
  std::int64_t step = 0, steps = 0;  // taken, of so many
  double loss = 0;                   // running mean of the epoch, scaled units
};

// What a trial came to.
struct Trial {
  std::int64_t steps = 0, planned = 0;  // updates: taken, and of the whole trial
  int epochs = 0;
  double seconds = 0;
  bool cut = false;                      // by its time
  double first_loss = 0, last_loss = 0;  // means over a tenth of the updates, scaled units
  double left_of_mean = 1;               // of the training mean's error, at the last loss
  double first_rmse = 0, best_rmse = 0;  // validation, in the target's unit
  double constant_rmse = 0;              // of the best constant on the validation rows
  bool diverged = false;
  std::size_t skipped_steps = 0;
  std::string diagnosis;

  double left_of_constant() const { return best_rmse / constant_rmse; }
  // Half of what a constant gives is more than luck.
  bool learned() const { return !diverged && left_of_constant() < 0.5; }
  // So it is on the training rows, whatever the validation says.
  bool fits() const { return !diverged && left_of_mean < 0.5; }
};

// Trains `plan.hp` on `dataset`, which is plan.fewer or all rows or the control of either, until it
// has learned or the time is over, which is looked at between two steps.
Trial run_trial(const TrialPlan& plan, const Dataset& dataset, const TimeBound& bound,
                const std::function<void(const TrialProgress&)>& progress = {});

}  // namespace lstmtrain
