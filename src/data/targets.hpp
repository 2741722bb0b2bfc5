// What is known of the targets before any training: their units, and their means.
#pragma once

#include <vector>

#include "lstmtrain/scaler.hpp"

namespace lstmtrain {

// The unit of each target [K]; what is guessed of one goes to `notes`, which may be null. Outliers
// have no say in it: a cell of 6553.5 V is no sign of millivolts.
std::vector<Unit> target_units(const Hyperparams& hyperparams, const Dataset& dataset,
                               const Scaler& scaler, std::vector<std::string>* notes = nullptr);

// Means of the targets over the finite cells of the training rows, physical units [K]; 0 where
// there is none.
std::vector<double> target_means(const Dataset& dataset);

}  // namespace lstmtrain
