// Stage 11: streamed inference by the one-row kernels.
#include "nn/row_network.hpp"

#include <algorithm>
#include <cmath>

#include "nn/layer_norm.hpp"
#include "nn/row_kernel.hpp"

namespace lstmtrain::nn {
namespace {

std::size_t size(int n) { return static_cast<std::size_t>(n); }

// y = gamma (x - mean) / sqrt(var + eps) + beta
void layer_norm_row(std::size_t H, const float* x, const float* gamma, const float* beta,
                    float* y) {
  float mean = 0, variance = 0;
  for (std::size_t k = 0; k < H; ++k) mean += x[k];
  mean /= static_cast<float>(H);
  for (std::size_t k = 0; k < H; ++k) variance += (x[k] - mean) * (x[k] - mean);
  variance /= static_cast<float>(H);
  const float rstd = 1 / std::sqrt(variance + static_cast<float>(kLayerNormEps));
  for (std::size_t k = 0; k < H; ++k) y[k] = gamma[k] * ((x[k] - mean) * rstd) + beta[k];
}

}  // namespace

RowNetwork::RowNetwork(const ModelSpec& spec, std::span<const float> params)
    : cell_(spec.cell), norm_(spec.layer_norm == LayerNorm::output) {
  const std::vector<ParamInfo> layout = param_layout(spec);
  auto next = layout.begin();
  const auto take = [&] { return params.data() + (next++)->offset; };
  int D = spec.input_size;
  for (const int H : spec.layer_sizes) {
    CellForward<float> weights{.D = D, .H = H};
    weights.weight_ih = take();
    weights.weight_hh = take();
    weights.bias_ih = take();
    weights.bias_hh = take();
    Layer layer{D, H, std::vector<float>(row_packed_size(cell_, D, H)), {}, {}, {}};
    pack_row(cell_, weights, layer.packed.data());
    for (auto* state : {&layer.h, &layer.h_next, &layer.c}) state->resize(size(row_padded(H)));
    layers_.push_back(std::move(layer));
    D = H;
  }
  if (norm_) {
    for (auto* v : {&gamma_, &beta_}) {
      const float* values = take();
      v->assign(values, values + D);
    }
    normed_.resize(size(row_padded(D)));
  }
  const float* weight = take();
  fc_weight_.resize(size(spec.output_size * row_padded(D)));
  for (int k = 0; k < spec.output_size; ++k)
    std::copy_n(weight + k * D, D, fc_weight_.data() + k * row_padded(D));
  const float* bias = take();
  fc_bias_.assign(bias, bias + spec.output_size);
}

void RowNetwork::step(const float* x, float* y) {
  for (Layer& layer : layers_) {
    const RowStep row{
        layer.D,       layer.H, layer.packed.data(), x, layer.h.data(), layer.h_next.data(),
        layer.c.data()};
    cell_ == Cell::lstm ? lstm_row_kernel(row) : gru_row_kernel(row);
    layer.h.swap(layer.h_next);
    x = layer.h.data();
  }
  const int H = layers_.back().H;
  if (norm_) {
    layer_norm_row(size(H), x, gamma_.data(), beta_.data(), normed_.data());
    x = normed_.data();
  }
  dense_row_kernel(static_cast<int>(fc_bias_.size()), row_padded(H), fc_weight_.data(),
                   fc_bias_.data(), x, y);
}

void RowNetwork::reset() {
  for (Layer& layer : layers_)
    for (auto* state : {&layer.h, &layer.c}) std::fill(state->begin(), state->end(), 0.0f);
}

}  // namespace lstmtrain::nn
