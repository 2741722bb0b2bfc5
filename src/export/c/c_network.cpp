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

// A layer's cells of gate g, unit j and input k, in the paper's letters.
class Gates {
 public:
  Gates(const Parameters& p, int l, const CLayer& layer)
      : D_(layer.D),
        H_(layer.H),
        w_x_(p.of(weight_ih, l)),
        w_h_(p.of(weight_hh, l)),
        b_x_(p.of(bias_ih, l)),
        b_h_(p.of(bias_hh, l)) {}

  float W_x(int g, int j, int k) const { return w_x_[at((g * H_ + j) * D_ + k)]; }
  float W_h(int g, int j, int k) const { return w_h_[at((g * H_ + j) * H_ + k)]; }
  float b_x(int g, int j) const { return b_x_[at(g * H_ + j)]; }
  float b_h(int g, int j) const { return b_h_[at(g * H_ + j)]; }

 private:
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }

  int D_, H_;
  std::span<const float> w_x_, w_h_, b_x_, b_h_;
};

// lstm_(): for each unit the sums of both biases, then columns, of i f g o.
void pack_lstm(const Gates& gates, CLayer& layer) {
  std::vector<float>& to = layer.weights;
  for (int j = 0; j < layer.H; ++j) {
    for (int g = 0; g < 4; ++g) to.push_back(gates.b_x(g, j) + gates.b_h(g, j));
    for (int k = 0; k < layer.D; ++k)
      for (int g = 0; g < 4; ++g) to.push_back(gates.W_x(g, j, k));
    for (int k = 0; k < layer.H; ++k)
      for (int g = 0; g < 4; ++g) to.push_back(gates.W_h(g, j, k));
  }
}

// gru_(): biases of r z n q, then columns of r z n, and of r z q.
void pack_gru(const Gates& gates, CLayer& layer) {
  std::vector<float>& to = layer.weights;
  for (int j = 0; j < layer.H; ++j) {
    for (int g = 0; g < 2; ++g) to.push_back(gates.b_x(g, j) + gates.b_h(g, j));
    to.push_back(gates.b_x(2, j));
    to.push_back(gates.b_h(2, j));
    for (int k = 0; k < layer.D; ++k)
      for (int g = 0; g < 3; ++g) to.push_back(gates.W_x(g, j, k));
    for (int k = 0; k < layer.H; ++k)
      for (int g = 0; g < 3; ++g) to.push_back(gates.W_h(g, j, k));
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
    const int number = static_cast<int>(l);
    if (network.is_normed())
      pack_normed(p, number, model.spec.cell, layer);
    else if (network.has_c())
      pack_lstm(Gates(p, number, layer), layer);
    else
      pack_gru(Gates(p, number, layer), layer);
  }
  network.norm_weight = p.copy(layer_norm_weight);
  network.norm_bias = p.copy(layer_norm_bias);
  network.head_weight = p.copy(fc_weight);
  network.head_bias = p.copy(fc_bias);
  network.filter = filter_weights(model.spec, p.of(ParamRole::filter));
  return network;
}

}  // namespace lstmtrain::exporting
