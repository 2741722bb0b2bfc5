// Stage 14: which parameters decay. Here and in bias_ranges stands how parameters lie.
#pragma once

#include <vector>

#include "lstmtrain/hyperparams.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain {

// The decay of each parameter [param_count]: WEIGHT_DECAY, but 0 for biases, norms and filters
// unless WEIGHT_DECAY_ALL.
std::vector<float> weight_decays(const Hyperparams& hyperparams, const ModelSpec& spec);

}  // namespace lstmtrain
