// The shape of a network and the order of its parameters, with PyTorch's state_dict names.
#include <numeric>

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
  const std::string prefix = spec.cell == Cell::lstm ? "lstm." : "gru.";
  const std::string number = std::to_string(layer);
  if (uniform(spec.layer_sizes)) return prefix + name + "_l" + number;
  return prefix + number + "." + name + "_l0";
}

}  // namespace

ModelSpec model_spec(const Hyperparams& hp) {
  ModelSpec spec;
  spec.input_size = static_cast<int>(hp.feature_columns.size());
  spec.layer_sizes = hp.rnn_layer_sizes;
  spec.output_size = static_cast<int>(hp.target_columns.size());
  spec.layer_norm = hp.layer_norm;
  spec.dropout = hp.rnn_layer_sizes.size() > 1 ? hp.dropout_prob : 0;
  switch (hp.model_type) {
    case ModelType::lstm:
      break;
    case ModelType::gru:
      spec.cell = Cell::gru;
      break;
    case ModelType::lstm_ema:
      spec.output_filter = OutputFilter::ema;
      break;
    case ModelType::lstm_lpf:
      spec.output_filter = OutputFilter::lpf;
      break;
  }
  return spec;
}

std::vector<ParamInfo> param_layout(const ModelSpec& spec) {
  std::vector<ParamInfo> layout;
  std::size_t offset = 0;
  const auto add = [&](std::string name, std::vector<int> shape, bool decays) {
    const std::size_t size =
        std::accumulate(shape.begin(), shape.end(), std::size_t{1},
                        [](std::size_t n, int axis) { return n * static_cast<std::size_t>(axis); });
    layout.push_back({std::move(name), std::move(shape), offset, size, decays});
    offset += size;
  };
  int D = spec.input_size;
  for (int l = 0; l < static_cast<int>(spec.layer_sizes.size()); ++l) {
    const int H = spec.layer_sizes[static_cast<std::size_t>(l)];
    const int G = spec.gates();
    add(cell_param(spec, "weight_ih", l), {G * H, D}, true);
    add(cell_param(spec, "weight_hh", l), {G * H, H}, true);
    add(cell_param(spec, "bias_ih", l), {G * H}, false);
    add(cell_param(spec, "bias_hh", l), {G * H}, false);
    if (spec.layer_norm == LayerNorm::cell) {
      add(cell_param(spec, "norm_ih", l), {G * H}, false);
      add(cell_param(spec, "norm_hh", l), {G * H}, false);
      if (spec.cell == Cell::lstm) {
        add(cell_param(spec, "norm_c", l), {H}, false);
        add(cell_param(spec, "norm_c_bias", l), {H}, false);
      }
    }
    D = H;
  }
  if (spec.layer_norm == LayerNorm::output) {
    add("layer_norm.weight", {D}, false);
    add("layer_norm.bias", {D}, false);
  }
  add("fc.weight", {spec.output_size, D}, true);
  add("fc.bias", {spec.output_size}, false);
  if (spec.output_filter == OutputFilter::ema) add("ema.alpha_logit", {spec.output_size}, false);
  if (spec.output_filter == OutputFilter::lpf)
    add("lpf.tap_logits", {spec.output_size, kLpfTaps}, false);
  return layout;
}

std::size_t param_count(const ModelSpec& spec) {
  const std::vector<ParamInfo> layout = param_layout(spec);
  return layout.back().offset + layout.back().size;
}

}  // namespace lstmtrain
