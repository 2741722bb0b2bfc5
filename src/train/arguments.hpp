// What fit() and plan() were given, checked before anything is made ready.
#pragma once

#include <string>

#include "lstmtrain/trainer.hpp"

namespace lstmtrain {

// Settings without a fault, a dataset that is whole and has their columns in their order, threads
// in range. Throws Error(config) with every fault of the settings; `where` names the function.
void require_training(const std::string& where, const Hyperparams& hyperparams,
                      const Dataset& dataset, int threads);

}  // namespace lstmtrain
