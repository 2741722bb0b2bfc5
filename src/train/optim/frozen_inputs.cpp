#include "train/optim/frozen_inputs.hpp"

namespace lstmtrain {

FrozenInputs::FrozenInputs(const ModelSpec& spec, const Scaler& scaler) {
  const std::vector<ParamInfo> layout = param_layout(spec);
  const ParamInfo& weight = *find_param(layout, ParamRole::weight_ih, 0);  // [G*H, F]
  const auto rows = static_cast<std::size_t>(weight.shape[0]);
  const auto features = static_cast<std::size_t>(weight.shape[1]);
  for (std::size_t c = 0; c < features; ++c)
    if (scaler.min[c] == scaler.max[c])
      for (std::size_t row = 0; row < rows; ++row)
        weights_.push_back(weight.offset + row * features + c);
}

void FrozenInputs::clear(std::span<float> values) const {
  for (const std::size_t place : weights_) values[place] = 0;
}

}  // namespace lstmtrain
