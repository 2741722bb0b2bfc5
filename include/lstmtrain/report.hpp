// What a training tells the world while it runs. The library never prints: it calls a Reporter.
//
// Records are values; what they hold may be kept. Their counts of epochs and batches begin at 1, of
// steps at 0, as each says.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace lstmtrain {

// Before the first step, when all parameters were found finite.
struct StartRecord {
  std::string description;  // "LSTM 32, 4769 parameters"
  std::size_t parameters = 0;
  std::size_t updates_per_epoch = 0;
  std::size_t windows = 0;   // training windows, or rows that carry loss (stream)
  int lanes = 0, steps = 0;  // of the largest batch: windows or lanes, rows of each
  int threads = 1;
  std::vector<std::string> protections;  // a line for each guard that is on
  double baseline_rmse = 0;  // validation RMSE of the training mean, in the unit: knowing nothing
  bool resumed = false;      // goes on from a checkpoint: then what was done before it
  int epochs_done = 0;
  std::int64_t step = 0;
};

// What the training will take, measured on its first batches and on a part of the validation: told
// once, as soon as it is known. Without what may end it sooner: patience, a fault, a signal.
struct EstimateRecord {
  int epoch = 0;                  // from 1
  std::int64_t step = 0;          // updates so far
  std::size_t batches = 0;        // that were measured; 0: no step could be taken, nothing is known
  double epoch_seconds = 0;       // of the mean epoch that is left, validations included
  double validation_seconds = 0;  // of one
  int epochs_left = 0;            // to MAX_EPOCHS, the present one included
  double seconds = 0;             // for these
  double time_limit = 0;          // of that, MAX_TRAINING_TIME_SECONDS leaves so much; 0: no limit
};

// At every step; cheap to build.
struct ProgressRecord {
  int epoch = 0, max_epochs = 0;       // from 1
  std::size_t batch = 0, batches = 0;  // from 1
  double loss = 0;                     // running mean of the epoch, scaled units
  double val_rmse = 0,
         best_val_rmse = 0;  // the last and the best, in the unit; NaN before the first validation
  double grad_norm = 0;      // before clipping
  double learning_rate = 0;
  double rows_per_s = 0;
  int patience = 0, valid_patience = 0;
  double epoch_seconds = 0;  // of the mean epoch that is left, validations included
  double eta_seconds = 0;
};

// After every epoch.
struct EpochRecord {
  int epoch = 0, max_epochs = 0;        // from 1
  std::int64_t step = 0;                // updates so far
  double train_loss = 0, val_loss = 0;  // scaled units; NaN where there was no validation
  double train_rmse = 0, val_rmse = 0, best_val_rmse = 0;  // in the unit
  bool validated = false, improved = false;
  double grad_norm_median = 0, grad_norm_max = 0;  // before clipping
  double learning_rate = 0;
  double seconds = 0;  // this epoch, validation included
  double total_seconds = 0;
  double rows_per_s = 0;
  int skipped_steps = 0;  // in this epoch
  int patience = 0, valid_patience = 0;
  double eta_seconds = 0;
};

// Something that a guard saw.
struct GuardEvent {
  std::string
      kind;  // skipped_step, large_gradient, parameters_not_finite, rollback, stuck, spike, ...
  int epoch = 0;          // from 1
  std::int64_t step = 0;  // from 0
  std::string where;    // "file:line" of the row that the message names, else of the largest error
  std::string message;  // what, and what to do
  std::vector<double> last_grad_norms;
};

// One tensor at one step: L2 norms of the weights and, before clipping, of the gradient; the norm
// of the update over the larger of those of the weights before and after it.
struct TensorStats {
  std::string name;
  double weight_norm = 0, grad_norm = 0, update_ratio = 0;
};

// The share of a gate's values that lie within 0.01 of an end of its range.
struct GateStats {
  int layer = 0;
  std::string gate;  // i f g o, r z n
  double saturated = 0;
};

// Every STATS_EVERY steps.
struct StatsRecord {
  int epoch = 0;          // from 1
  std::int64_t step = 0;  // from 0
  std::vector<TensorStats> tensors;
  std::vector<GateStats> gates;  // none with LayerNorm inside the cell, which keeps no gates
  // {rows back, L2 norm of d loss / d x there} for the loss of the last row alone, over a few
  // lanes.
  std::vector<std::pair<int, double>> grad_by_distance;
};

// Overridden by whoever wants to know; each function does nothing by itself. fit() borrows it and
// calls it only from the thread that called fit(), in the order of the training; progress() at
// every step, so that it should be quick. What it throws ends the training and comes out of fit();
// files that were written stay. Several trainings at once need a Reporter each, or one that locks.
class Reporter {
 public:
  virtual ~Reporter() = default;
  virtual void start(const StartRecord&) {}
  virtual void estimate(const EstimateRecord&) {}
  virtual void progress(const ProgressRecord&) {}
  virtual void epoch(const EpochRecord&) {}
  virtual void guard(const GuardEvent&) {}
  virtual void stats(const StatsRecord&) {}
  // Something outside the training: a disk that is full, a checkpoint that was damaged.
  virtual void warning(const std::string&) {}
};

}  // namespace lstmtrain
