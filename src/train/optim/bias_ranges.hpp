// Stage 14: which parameters are biases, for a warm-up that gives these a rate of their own.
#pragma once

#include <vector>

#include "lstmtrain/model.hpp"
#include "train/optim/optimizer.hpp"

namespace lstmtrain {

// Ascending, and none touches the next.
std::vector<ParamRange> bias_ranges(const ModelSpec& spec);

}  // namespace lstmtrain
