// The wording of the guards: what happened, the settings that matter, and what to do.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "lstmtrain/hyperparams.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain {

// Where a training ended.
struct Place {
  int epoch = 0;  // from 1
  std::int64_t step = 0;
  std::size_t batch = 0;  // from 1
  double learning_rate = 0;
  int skipped_in_a_row = 0;
};

// What to try where a training diverged: a tenth, or the default where nothing that is near could
// be meant.
double lower_rate(const Hyperparams& hyperparams);

// "LSTM 64-32, 29.0 k parameters, output LayerNorm"
std::string describe(const ModelSpec& spec);
// The first parameter that is not finite: "fc.weight[3] = inf (output 0)"; "" when all are.
std::string name_nonfinite(const ModelSpec& spec, std::span<const float> params);

// `error`: the largest of the batch, and its place.
std::string large_gradient(double norm, const std::string& error, const Hyperparams& hyperparams);
std::string skipped_step(double loss, double grad_norm, const std::string& first,
                         int restarted_lanes);
std::string rolled_back(const std::string& what, double learning_rate, int rollbacks,
                        const Hyperparams& hyperparams);
// `first`: what to change before anything else; "" = nothing.
std::string diverged(const std::string& kind, const std::string& what, const std::string& first,
                     const Hyperparams& hyperparams, const Place& place);
// Clauses that say what was seen.
std::string loss_explosion(double loss, const Hyperparams& hyperparams);
std::string explosion(double rmse, double baseline_rmse, const std::string& unit,
                      const Hyperparams& hyperparams);
std::string epoch_mean(bool no_step);
std::string exploiting(int repetition, int best_epoch, const Hyperparams& hyperparams);
// `advice`: "" = none.
std::string stuck(int epochs, std::int64_t updates, double best_rmse, double baseline_rmse,
                  const std::string& unit, const std::string& advice);
struct Errors {
  double best = 0, mean = 0, start = 0;  // RMSE; NaN where there is none
};
std::string worse_than_start(int epochs, const Errors& errors, const std::string& unit,
                             const std::string& advice);
// `largest`: the validation cell that is farthest from 0, and its place.
std::string no_finite_validation(int epoch, const std::string& largest);
std::string drift(double train_rmse, double val_rmse, int lookback, const std::string& unit);
std::string spike(double rmse, double best_rmse, const std::string& unit);

}  // namespace lstmtrain
