// Norms of each tensor at a step, for the layer statistics.
#pragma once

#include <span>
#include <vector>

#include "lstmtrain/model.hpp"
#include "lstmtrain/report.hpp"

namespace lstmtrain {

// before, after, grads [param_count]; the gradient's norms are multiplied by `grad_factor`.
std::vector<TensorStats> tensor_stats(const ModelSpec& spec, std::span<const float> before,
                                      std::span<const float> after, std::span<const float> grads,
                                      double grad_factor);

}  // namespace lstmtrain
