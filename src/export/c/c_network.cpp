#include "export/c/c_network.hpp"

#include <algorithm>
#include <span>

#include "base/arguments.hpp"
#include "nn/output_filter.hpp"

namespace lstmtrain::exporting {
namespace {

using enum ParamRole;

class Parameters {
 public:
  explicit Parameters(const Model& model) : model_(model), layout_(param_layout(model.spec)) {}

  // None where the layout has no such array.
  std::span<const float> of(ParamRole role, int layer = -1) const {
    const ParamInfo* const info = find_param(layout_, role, layer);
    if (info == nullptr) return {};
    return std::span(model_.params).subspan(info->offset, info->size);
  }
  std::vector<float> copy(ParamRole role, int layer = -1) const {
    const std::span<const float> values = of(role, layer);
    return {values.begin(), values.end()};
  }

 private:
  const Model& model_;
  std::vector<ParamInfo> layout_;
};

// lstm_(): for each unit the sums of both biases, then columns, of i f g o.
void pack_lstm(const Parameters& p, int l, CLayer& layer) {
  const auto [D, H] = std::pair(layer.D, layer.H);
  const auto w_x = p.of(weight_ih, l), w_h = p.of(weight_hh, l), b_x = p.of(bias_ih, l),
             b_h = p.of(bias_hh, l);
  const auto at = [](int i) { return static_cast<std::size_t>(i); };
  for (int j = 0; j < H; ++j) {
    for (int g = 0; g < 4; ++g) layer.weights.push_back(b_x[at(g * H + j)] + b_h[at(g * H + j)]);
    for (int k = 0; k < D; ++k)
      for (int g = 0; g < 4; ++g) layer.weights.push_back(w_x[at((g * H + j) * D + k)]);
    for (int k = 0; k < H; ++k)
      for (int g = 0; g < 4; ++g) layer.weights.push_back(w_h[at((g * H + j) * H + k)]);
  }
}

// gru_(): biases of r z n q, then columns of r z n, and of r z q.
void pack_gru(const Parameters& p, int l, CLayer& layer) {
  const auto [D, H] = std::pair(layer.D, layer.H);
  const auto w_x = p.of(weight_ih, l), w_h = p.of(weight_hh, l), b_x = p.of(bias_ih, l),
             b_h = p.of(bias_hh, l);
  const auto at = [](int i) { return static_cast<std::size_t>(i); };
  for (int j = 0; j < H; ++j) {
    for (int g = 0; g < 2; ++g) layer.weights.push_back(b_x[at(g * H + j)] + b_h[at(g * H + j)]);
    layer.weights.push_back(b_x[at(2 * H + j)]);
    layer.weights.push_back(b_h[at(2 * H + j)]);
    for (int k = 0; k < D; ++k)
      for (int g = 0; g < 3; ++g) layer.weights.push_back(w_x[at((g * H + j) * D + k)]);
    for (int k = 0; k < H; ++k)
      for (int g = 0; g < 3; ++g) layer.weights.push_back(w_h[at((g * H + j) * H + k)]);
  }
}

// lstm_norm_() and gru_norm_(): arrays of PyTorch's order, one behind the other.
void pack_normed(const Parameters& p, int l, Cell cell, CLayer& layer) {
  const auto add = [&](std::span<const float> values) {
    layer.weights.insert(layer.weights.end(), values.begin(), values.end());
  };
  for (const ParamRole role : {weight_ih, weight_hh, norm_ih, norm_hh}) add(p.of(role, l));
  if (cell == Cell::gru) {
    add(p.of(bias_ih, l));
    add(p.of(bias_hh, l));
    return;
  }
  const auto b_x = p.of(bias_ih, l), b_h = p.of(bias_hh, l);
  for (std::size_t r = 0; r < b_x.size(); ++r) layer.weights.push_back(b_x[r] + b_h[r]);
  add(p.of(norm_c, l));
  add(p.of(norm_c_bias, l));
}

std::vector<float> filter_weights(const ModelSpec& spec, std::span<const float> logits) {
  std::vector<float> weights;
  if (spec.output_filter == OutputFilter::ema)
    for (const float logit : logits) weights.push_back(nn::ema_alpha(logit));
  if (spec.output_filter == OutputFilter::lpf) {
    weights.resize(logits.size());
    for (std::size_t k = 0; k < logits.size(); k += kLpfTaps)
      nn::lpf_weights(logits.data() + k, weights.data() + k);
  }
  return weights;
}

}  // namespace

CNetwork c_network(const Model& model) {
  require_model("export", model);
  const Parameters p(model);
  CNetwork network;
  network.spec = model.spec;
  const auto D = static_cast<std::size_t>(model.spec.input_size);
  const Scaler& scaler = model.scaler;
  for (std::size_t d = 0; d < scaler.offset.size(); ++d) {
    const auto offset = static_cast<float>(scaler.offset[d]);
    if (d < D) {
      network.offset.push_back(offset);
      network.factor.push_back(static_cast<float>(1 / scaler.scale[d]));
      network.low.push_back(static_cast<float>(scaler.min[d]));
      network.high.push_back(static_cast<float>(scaler.max[d]));
    } else {
      network.out_offset.push_back(offset);
      network.out_scale.push_back(static_cast<float>(scaler.scale[d]));
    }
  }
  int inputs = model.spec.input_size;
  for (std::size_t l = 0; l < model.spec.layer_sizes.size(); ++l) {
    CLayer& layer = network.layers.emplace_back();
    layer.D = inputs;
    layer.H = inputs = model.spec.layer_sizes[l];
    if (network.is_normed())
      pack_normed(p, static_cast<int>(l), model.spec.cell, layer);
    else if (network.has_c())
      pack_lstm(p, static_cast<int>(l), layer);
    else
      pack_gru(p, static_cast<int>(l), layer);
  }
  network.norm_weight = p.copy(layer_norm_weight);
  network.norm_bias = p.copy(layer_norm_bias);
  network.head_weight = p.copy(fc_weight);
  network.head_bias = p.copy(fc_bias);
  network.filter = filter_weights(model.spec, p.of(ParamRole::filter));
  return network;
}

}  // namespace lstmtrain::exporting
