// Trains a model on a dataset, and measures a model on one.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "lstmtrain/dataset.hpp"
#include "lstmtrain/model.hpp"
#include "lstmtrain/report.hpp"

namespace lstmtrain {

struct FitOptions {
  int threads = 0;  // 0 = the cores that help
  const std::atomic<bool>* stop =
      nullptr;                   // set it to end after the present step; the best model is kept
  std::string checkpoints = {};  // folder for checkpoints and the best model so far; "": none
  bool resume = false;           // go on from the newest checkpoint in that folder, if there is one
};

enum class StopReason { max_epochs, patience, time_limit, interrupted, diverged, pruned };
const char* stop_reason_name(StopReason reason);

struct FitResult {
  Model model;  // the best parameters on the validation set
  StopReason stop_reason = StopReason::max_epochs;
  std::string diagnosis;  // when diverged: which tensor, the settings, what to change
  int epochs = 0;         // completed
  int best_epoch = 0;
  double best_val_rmse = 0;  // in the first target's unit; NaN without a validation
  std::int64_t steps = 0;
  double seconds = 0;  // training and validation
  int threads = 1;
  std::string kernels;  // what ran each layer: an instruction set such as AVX3, or BLAS
  std::int64_t skipped_steps = 0;
  int rollbacks = 0;
  std::vector<GuardEvent> events;
};

// Trains. Data must come from load_dataset with the same hyperparameters.
// Throws config for settings that contradict the data, data when there is no window; when resuming,
// config for settings or data that changed, data when no checkpoint verifies. Divergence is no
// exception, and neither is a checkpoint that cannot be written: the Reporter is told.
FitResult fit(const Hyperparams& hyperparams, const Dataset& dataset, Reporter& reporter,
              const FitOptions& options);

// What a run will take, without running it.
struct Plan {
  std::size_t windows = 0;  // training windows, or rows that carry loss (stream)
  std::size_t updates_per_epoch = 0;
  std::size_t parameters = 0;
  std::size_t workspace_bytes = 0;  // threads x one block
  std::size_t data_bytes = 0;
  std::size_t peak_bytes = 0;  // whole process
  int lanes = 0, steps = 0;    // of one batch
  int threads = 1;
};
Plan plan(const Hyperparams& hyperparams, const Dataset& dataset, int threads);

// What a model says about files.
struct Predictions {
  std::vector<std::vector<float>>
      files;                       // [files][rows * K] physical units; NaN where there is none
  std::vector<std::string> notes;  // features outside the training range
};

// Streams each file through the model from the zero state, as it will be deployed: a bad cell gives
// no prediction and leaves the state unchanged, a time gap starts from the zero state again. Throws
// data when the sampling rate differs from the model's by over 5 %, unless allow_mixed_rates.
Predictions predict(const Model& model, const Dataset& dataset,
                    const std::vector<std::size_t>& files, int threads = 0,
                    bool allow_mixed_rates = false);

// Errors in the target's unit, over rows where both the target and the prediction exist.
struct Metrics {
  std::size_t rows = 0;
  double rmse = 0, mae = 0, max = 0, bias = 0,
         r2 = 0;            // max of |error|; bias = mean(predicted - true)
  double deviation = 0;     // of the error from the bias: rmse^2 = bias^2 + deviation^2
  double p95 = 0, p99 = 0;  // percentiles of |error|, between ranks by a straight line
  double mape = 0;          // mean of |error / true| in percent, over rows where true is not 0
  double rmse_after_warmup = 0;
  std::size_t rows_after_warmup = 0;
};

struct FileMetrics {
  std::string file;
  std::vector<Metrics> targets;  // [K]
};

struct TestResult {
  std::vector<FileMetrics> files;
  std::vector<Metrics> pooled;  // [K] over all rows
  std::vector<std::string>
      notes;  // features outside the training range, bad cells, differing rates
  std::vector<std::vector<float>>
      predictions;  // [files][rows * K] physical units; NaN where there is none
};

// The errors of predict().
TestResult evaluate(const Model& model, const Dataset& dataset,
                    const std::vector<std::size_t>& files, int threads = 0,
                    bool allow_mixed_rates = false);

// The errors of any predictions, [files][rows * K] physical units; NaN where there is none.
TestResult measure(const Model& model, const Dataset& dataset,
                   const std::vector<std::size_t>& files,
                   std::vector<std::vector<float>> predictions);

// A group for each row of files.
struct RowGroups {
  std::vector<std::string> names;
  std::vector<std::vector<int>> rows;  // [files][rows] into names; -1 for a row of no group
};

// The errors of each group, its name instead of the file's.
std::vector<FileMetrics> measure_groups(const Model& model, const Dataset& dataset,
                                        const std::vector<std::size_t>& files,
                                        const std::vector<std::vector<float>>& predictions,
                                        const RowGroups& groups);

}  // namespace lstmtrain
