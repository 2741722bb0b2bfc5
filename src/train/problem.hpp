// What is trained on what: settings, data, and what follows from them before the first batch. It
// stays the same through the training.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "infer/validation.hpp"
#include "lstmtrain/dataset.hpp"
#include "lstmtrain/model.hpp"
#include "lstmtrain/scaler.hpp"
#include "nn/loss.hpp"
#include "train/starting_point.hpp"

namespace lstmtrain {

struct Problem {
  // Both are referred to, not copied. Throws what starting_point() throws.
  Problem(const Hyperparams& hyperparams, const Dataset& dataset);

  const Hyperparams& hp;
  const Dataset& dataset;
  ModelSpec spec;
  std::vector<double> means;  // [K] of the targets over the training rows, physical units
  StartingPoint start;
  std::vector<TrainingColumn> columns;  // features, then targets
  std::vector<ColumnFamily> families;   // of the training files' columns as they were read
  std::vector<Unit> units;              // [K]
  std::string fingerprint;              // of data and scaler, by the newest rule
  nn::Loss loss;                        // LOSS
  double train_mean_error = 0;          // of predicting the mean, all targets, scaled units
  std::size_t updates_per_epoch = 0;    // from here on: as the batches, the machine and the
  std::size_t samples_per_epoch = 0;    // validation have it
  int lanes = 0, steps = 0;             // of the largest batch
  int threads = 1;
  double baseline_rmse = 0;   // of the first target's mean on the validation set, in its unit
  double val_mean_error = 0;  // of the same, as train_mean_error
  std::optional<Validation::Result> start_val;  // of start.params; made where it is needed
};

}  // namespace lstmtrain
