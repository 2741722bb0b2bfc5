// Training: plan() says what it will take, fit() does it.
//
// Threads: both may be called from any thread, and by several at once; what they are given is only
// read, so that one Dataset serves many trainings. Inside, fit() works with threads of its own, but
// calls the Reporter only from the thread that called it.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "lstmtrain/dataset.hpp"
#include "lstmtrain/model.hpp"
#include "lstmtrain/report.hpp"

namespace lstmtrain {

struct FitOptions {
  int threads = 0;  // 0 = THREADS of the settings; where that is 0 too, the cores that help
  // Borrowed until fit() returns; null = none. Any thread, or a signal handler, may set it: the
  // training ends after the present step and its best model is kept.
  const std::atomic<bool>* stop = nullptr;
  // Folder for checkpoints and the best model so far, made where it is not there; "" = none.
  std::string checkpoints = {};
  bool resume = false;  // go on from the newest checkpoint in that folder, if there is one
};

// Why a training ended. `pruned` is never fit()'s own: a search gives it to a trial that it
// stopped.
enum class StopReason { max_epochs, patience, time_limit, interrupted, diverged, pruned };
// "max_epochs", "patience" ... as in results.json.
const char* stop_reason_name(StopReason reason);

// What a training came to: a value that owns all that it holds.
struct FitResult {
  Model model;  // the best parameters on the validation set, or the initial ones: none are better
  StopReason stop_reason = StopReason::max_epochs;
  std::string diagnosis;     // when diverged: which tensor, the settings, what to change
  int epochs = 0;            // completed
  int best_epoch = 0;        // of the model, from 1; 0: the initial parameters
  double best_val_rmse = 0;  // the model's, in the first target's unit; NaN without a validation
  double baseline_rmse = 0;  // the same of predicting the training mean: knowing nothing
  bool worse_than_mean = false;  // the model's validation error, over all targets, is above that
  std::int64_t steps = 0;        // updates
  double seconds = 0;            // training and validation
  int threads = 1;
  std::string kernels;  // what ran each layer: an instruction set such as AVX3, or BLAS
  std::int64_t skipped_steps = 0;
  int rollbacks = 0;
  std::vector<GuardEvent> events;  // in the order in which they came
};

// Trains, for as long as the settings say: seconds to days. Equal settings and data give equal
// models, to the last bit, with any number of threads. Allocates before the first step, and not
// within one. One training, whatever REPETITIONS and TRIALS are: several runs from one set of
// settings are the program's.
//
// `dataset` comes from load_dataset with the same settings, or is put together so that it is what
// they describe. Throws config for settings that contradict themselves or the data, data when there
// is no window, internal when the machine gives no thread; of the initial model (INIT_MODEL)
// not_found, io and data when it cannot be read, config when it is another than these settings and
// data describe; cannot_create when the folder of checkpoints cannot be made; when resuming, config
// for settings or data that changed, data when no checkpoint verifies. Divergence is no exception,
// and neither is a checkpoint that cannot be written: the Reporter is told. What the Reporter
// throws comes through.
FitResult fit(const Hyperparams& hyperparams, const Dataset& dataset, Reporter& reporter,
              const FitOptions& options = {});

struct PlanOptions {
  int threads = 0;  // as in FitOptions
};

// What a training will take.
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

// By the same planning that fit() does, without training; the initial model is read and compared.
// Throws as fit() does before its first step.
Plan plan(const Hyperparams& hyperparams, const Dataset& dataset, const PlanOptions& options = {});

// What fit() would take on this machine, measured within some two seconds on a few steps from the
// start, which are thrown away: nothing is written. Takes the memory that fit() does. Throws as
// fit() does before its first step.
EstimateRecord estimate(const Hyperparams& hyperparams, const Dataset& dataset,
                        const PlanOptions& options = {});

}  // namespace lstmtrain
