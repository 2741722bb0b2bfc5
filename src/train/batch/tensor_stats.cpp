#include "train/batch/tensor_stats.hpp"

#include <algorithm>
#include <cmath>

#include "train/optim/clip.hpp"

namespace lstmtrain {

std::vector<TensorStats> tensor_stats(const ModelSpec& spec, std::span<const float> before,
                                      std::span<const float> after, std::span<const float> grads,
                                      double grad_factor) {
  std::vector<TensorStats> stats;
  for (const ParamInfo& info : param_layout(spec)) {
    const auto old = before.subspan(info.offset, info.size);
    const auto now = after.subspan(info.offset, info.size);
    double moved = 0;
    for (std::size_t i = 0; i < info.size; ++i) {
      const double d = static_cast<double>(now[i]) - static_cast<double>(old[i]);
      moved += d * d;
    }
    TensorStats tensor;
    tensor.name = info.name;
    tensor.weight_norm = global_norm<float>(now);
    tensor.grad_norm = global_norm<float>(grads.subspan(info.offset, info.size)) * grad_factor;
    // a tensor that began at 0 has moved by all that it is
    const double norm = std::max(global_norm<float>(old), tensor.weight_norm);
    tensor.update_ratio = norm > 0 ? std::sqrt(moved) / norm : 0;
    stats.push_back(std::move(tensor));
  }
  return stats;
}

}  // namespace lstmtrain
