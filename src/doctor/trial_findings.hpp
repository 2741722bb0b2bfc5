// Doctor's last check: a short training, and the same on made-up data of the same shape. If only
// the made-up data is learned, the data is at fault; if neither is, the settings are.
#pragma once

#include "doctor/finding.hpp"
#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

// What one short training came to.
struct Trial {
  int epochs = 0;
  double seconds = 0;
  double first_rmse = 0, best_rmse = 0;  // validation, in the target's unit
  double constant_rmse = 0;              // of the best constant on the validation rows
  bool diverged = false;
  std::size_t skipped_steps = 0;
  std::string diagnosis;
  // Half of what a constant gives is more than luck.
  bool learned() const { return !diverged && best_rmse < 0.5 * constant_rmse; }
};

// Trains until it has learned, at most `seconds`.
Trial run_trial(const Hyperparams& hyperparams, const Dataset& dataset, double seconds);

// As many files, rows (at most 50,000) and columns as `dataset`, in its ranges: held random inputs,
// targets that are low-passes of them. With time constants that LOOKBACK spans.
Dataset control_data(const Dataset& dataset);

// `unit`: of the first target.
Findings trial_findings(const Trial& trial, const Trial& control, const std::string& unit);

}  // namespace lstmtrain
