#include "base/param_place.hpp"

namespace lstmtrain {

std::string param_place(const ModelSpec& spec, const ParamInfo& info, std::size_t index) {
  const std::size_t rows = static_cast<std::size_t>(info.shape.front());
  const std::size_t row = index / (info.size / rows);
  if (info.layer < 0) {
    const bool norm =
        info.role == ParamRole::layer_norm_weight || info.role == ParamRole::layer_norm_bias;
    return (norm ? "unit " : "output ") + std::to_string(row);
  }
  const auto H = static_cast<std::size_t>(spec.layer_sizes[static_cast<std::size_t>(info.layer)]);
  std::string text = "layer " + std::to_string(info.layer) + ", ";
  if (rows > H) {  // gate by gate
    const Gate& gate = cell_facts(spec.cell).gates[row / H];
    text += std::string(gate.name) + " " + gate.letter + ", ";
  }
  return text + "unit " + std::to_string(row % H);
}

}  // namespace lstmtrain
