#include "export/arrays.hpp"

namespace lstmtrain::exporting {

ModelArrays arrays_of(const Model& model) {
  using enum ParamRole;
  const std::vector<ParamInfo> layout = param_layout(model.spec);
  const auto values = [&](ParamRole role, int layer = -1) {
    const ParamInfo* info = find_param(layout, role, layer);
    if (info == nullptr) return std::span<const float>();
    return std::span<const float>(model.params).subspan(info->offset, info->size);
  };
  ModelArrays arrays;
  int D = model.spec.input_size, layer = 0;
  for (const int H : model.spec.layer_sizes) {
    arrays.layers.push_back({D, H, values(weight_ih, layer), values(weight_hh, layer),
                             values(bias_ih, layer), values(bias_hh, layer)});
    D = H;
    ++layer;
  }
  arrays.norm_weight = values(layer_norm_weight);
  arrays.norm_bias = values(layer_norm_bias);
  arrays.fc_weight = values(fc_weight);
  arrays.fc_bias = values(fc_bias);
  arrays.filter = values(filter);
  return arrays;
}

std::vector<float> in_gate_order(std::span<const float> array, const GateOrder& order, int gates) {
  const std::size_t size = array.size() / static_cast<std::size_t>(gates);  // of a gate
  std::vector<float> ordered;
  ordered.reserve(array.size());
  for (std::size_t g = 0; g < static_cast<std::size_t>(gates); ++g) {
    const std::span<const float> gate = array.subspan(order[g] * size, size);
    ordered.insert(ordered.end(), gate.begin(), gate.end());
  }
  return ordered;
}

std::vector<float> transposed(std::span<const float> array, std::size_t columns) {
  const std::size_t rows = array.size() / columns;
  std::vector<float> turned(array.size());
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) turned[c * rows + r] = array[r * columns + c];
  return turned;
}

}  // namespace lstmtrain::exporting
