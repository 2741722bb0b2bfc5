// What knowing nothing costs: the loss of predicting the training mean on the batches of a
// training.
#pragma once

#include <vector>

#include "lstmtrain/dataset.hpp"
#include "lstmtrain/scaler.hpp"

namespace lstmtrain {

// LOSS of each of the first `steps` batches that carry loss, scaled units. No network is run.
std::vector<double> losses_of_mean(const Hyperparams& hyperparams, const Dataset& dataset,
                                   const Scaler& scaler, int steps);

}  // namespace lstmtrain
