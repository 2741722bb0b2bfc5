// The shape of a network and the order of its parameters, with PyTorch's state_dict names.
#include <algorithm>
#include <numeric>

#include "base/arguments.hpp"
#include "base/model_kinds.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain {
namespace {

bool uniform(const std::vector<int>& sizes) {
  for (int size : sizes)
    if (size != sizes.front()) return false;
  return true;
}

// "lstm.weight_ih_l1" in a stack of equal layers (one nn.LSTM), "lstm.1.weight_ih_l0" in an unequal
// one (a ModuleList).
std::string cell_param(const ModelSpec& spec, const char* name, int layer) {
  const std::string prefix = std::string(cell_facts(spec.cell).module) + ".";
  const std::string number = std::to_string(layer);
  if (uniform(spec.layer_sizes)) return prefix + name + "_l" + number;
  return prefix + number + "." + name + "_l0";
}

// Weight decay pulls at the matrices; biases, norms and filters are spared.
bool decays(ParamRole role) {
  using enum ParamRole;
  return role == weight_ih || role == weight_hh || role == fc_weight;
}

}  // namespace

bool is_bias(ParamRole role) {
  using enum ParamRole;
  return role == bias_ih || role == bias_hh || role == norm_c_bias || role == layer_norm_bias ||
         role == fc_bias;
}

ModelSpec model_spec(const Hyperparams& hp) {
  require_choice("model_spec", "MODEL_TYPE", hp.model_type);
  ModelSpec spec;
  spec.input_size = static_cast<int>(hp.feature_columns.size());
  spec.layer_sizes = hp.rnn_layer_sizes;
  spec.output_size = static_cast<int>(hp.target_columns.size());
  spec.layer_norm = hp.layer_norm;
  spec.dropout = hp.rnn_layer_sizes.size() > 1 ? hp.dropout_prob : 0;
  for (const ModelKind& kind : kModelKinds) {
    if (kind.type != hp.model_type) continue;
    spec.cell = kind.cell;
    spec.output_filter = kind.filter;
  }
  return spec;
}

std::vector<ParamInfo> param_layout(const ModelSpec& spec) {
  using enum ParamRole;
  require_spec("param_layout", spec);
  std::vector<ParamInfo> layout;
  std::size_t offset = 0;
  const auto add = [&](std::string name, ParamRole role, int layer, std::vector<int> shape) {
    const std::size_t size =
        std::accumulate(shape.begin(), shape.end(), std::size_t{1},
                        [](std::size_t n, int axis) { return n * static_cast<std::size_t>(axis); });
    layout.push_back({std::move(name), std::move(shape), offset, size, role, layer, decays(role)});
    offset += size;
  };
  int D = spec.input_size;
  for (int l = 0; l < static_cast<int>(spec.layer_sizes.size()); ++l) {
    const int H = spec.layer_sizes[static_cast<std::size_t>(l)];
    const int G = spec.gates();
    add(cell_param(spec, "weight_ih", l), weight_ih, l, {G * H, D});
    add(cell_param(spec, "weight_hh", l), weight_hh, l, {G * H, H});
    add(cell_param(spec, "bias_ih", l), bias_ih, l, {G * H});
    add(cell_param(spec, "bias_hh", l), bias_hh, l, {G * H});
    if (spec.layer_norm == LayerNorm::cell) {
      add(cell_param(spec, "norm_ih", l), norm_ih, l, {G * H});
      add(cell_param(spec, "norm_hh", l), norm_hh, l, {G * H});
      if (cell_facts(spec.cell).has_c) {
        add(cell_param(spec, "norm_c", l), norm_c, l, {H});
        add(cell_param(spec, "norm_c_bias", l), norm_c_bias, l, {H});
      }
    }
    D = H;
  }
  const auto add_last = [&](const char* name, ParamRole role, std::vector<int> shape) {
    add(name, role, -1, std::move(shape));
  };
  if (spec.layer_norm == LayerNorm::output) {
    add_last("layer_norm.weight", layer_norm_weight, {D});
    add_last("layer_norm.bias", layer_norm_bias, {D});
  }
  add_last("fc.weight", fc_weight, {spec.output_size, D});
  add_last("fc.bias", fc_bias, {spec.output_size});
  if (spec.output_filter == OutputFilter::ema)
    add_last("ema.alpha_logit", filter, {spec.output_size});
  if (spec.output_filter == OutputFilter::lpf)
    add_last("lpf.tap_logits", filter, {spec.output_size, kLpfTaps});
  return layout;
}

const ParamInfo* find_param(const std::vector<ParamInfo>& layout, ParamRole role, int layer) {
  const auto found = std::find_if(layout.begin(), layout.end(), [&](const ParamInfo& info) {
    return info.role == role && info.layer == layer;
  });
  return found == layout.end() ? nullptr : &*found;
}

std::size_t param_count(const ModelSpec& spec) {
  const std::vector<ParamInfo> layout = param_layout(spec);
  return layout.back().offset + layout.back().size;
}

}  // namespace lstmtrain
