// What fit() and plan() decide alike before anything runs.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/shape.hpp"
#include "data/batches/batch_source.hpp"
#include "lstmtrain/trainer.hpp"

namespace lstmtrain {

std::unique_ptr<BatchSource> make_batches(const Hyperparams& hyperparams, const Dataset& dataset,
                                          const Scaler& scaler);

// Flop of a batch of N lanes, T steps forward and the last k2 = `history` of them backward:
// (2 T + 4 k2) N G H (D + H) a layer.
double step_flops(const ModelSpec& spec, int lanes, int steps, int history);

// At most one thread a block of lanes. asked 0: the machine's cores as far as they help, so a small
// model stays on one.
int useful_threads(int asked, const ModelSpec& spec, const BatchShape& largest);

// The unit of each target [K].
std::vector<Unit> target_units(const Hyperparams& hyperparams, const Dataset& dataset,
                               const Scaler& scaler);

// Weight decay of each parameter: biases and norms are spared unless WEIGHT_DECAY_ALL.
std::vector<float> weight_decays(const Hyperparams& hyperparams, const ModelSpec& spec);

// Means of the targets over the training rows, physical units [K].
std::vector<double> target_means(const Dataset& dataset);

// A line for each protection that is on, and for each that the user turned off.
std::vector<std::string> protections(const Hyperparams& hyperparams);

}  // namespace lstmtrain
