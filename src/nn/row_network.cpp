// Stage 11: streamed inference by the one-row kernels.
#include "nn/row_network.hpp"

#include <algorithm>
#include <cmath>

#include "nn/cells/row_table.hpp"
#include "nn/layer_norm.hpp"

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

RowNetwork::RowNetwork(const ModelSpec& spec)
    : spec_(spec),
      layout_(param_layout(spec)),
      kernel_(row_kernel(spec.cell)),
      layers_(spec.layer_sizes.size()),
      filter_(spec.output_filter, spec.output_size) {
  lay_out();
  arena_.allocate();
  lay_out();
}

void RowNetwork::lay_out() {
  int D = spec_.input_size;
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const int H = spec_.layer_sizes[l];
    Layer& layer = layers_[l];
    layer.D = D, layer.H = H;
    layer.packed = arena_.take<float>(row_packed_size(kernel_, D, H));
    for (float** state : {&layer.h, &layer.h_next, &layer.c})
      *state = arena_.take<float>(size(row_padded(H)));
    D = H;
  }
  for (float** row : {&gamma_, &beta_, &normed_}) *row = arena_.take<float>(size(row_padded(D)));
  fc_weight_ = arena_.take<float>(size(spec_.output_size * row_padded(D)));
  fc_bias_ = arena_.take<float>(size(spec_.output_size));
}

void RowNetwork::load(std::span<const float> params) {
  using enum ParamRole;
  const auto values = [&](ParamRole role, int layer = -1) {
    const ParamInfo* info = find_param(layout_, role, layer);
    return info == nullptr ? nullptr : params.data() + info->offset;
  };
  for (int l = 0; l < static_cast<int>(layers_.size()); ++l) {
    const Layer& layer = layers_[size(l)];
    pack_row(kernel_,
             {.D = layer.D,
              .H = layer.H,
              .weight_ih = values(weight_ih, l),
              .weight_hh = values(weight_hh, l),
              .bias_ih = values(bias_ih, l),
              .bias_hh = values(bias_hh, l)},
             layer.packed);
  }
  const int H = spec_.layer_sizes.back();
  if (spec_.layer_norm == LayerNorm::output) {
    std::copy_n(values(layer_norm_weight), H, gamma_);
    std::copy_n(values(layer_norm_bias), H, beta_);
  }
  for (int k = 0; k < spec_.output_size; ++k)
    std::copy_n(values(fc_weight) + k * H, H, fc_weight_ + k * row_padded(H));
  std::copy_n(values(fc_bias), spec_.output_size, fc_bias_);
  if (spec_.output_filter != OutputFilter::none) filter_.load(values(filter));
}

void RowNetwork::step(const float* x, float* y) {
  for (Layer& layer : layers_) {
    const RowStep row{layer.D, layer.H,      layer.packed, x,
                      layer.h, layer.h_next, layer.c,      last_first_};
    kernel_.step(row);
    std::swap(layer.h, layer.h_next);
    x = layer.h;
  }
  last_first_ = !last_first_;
  const int H = layers_.back().H;
  if (spec_.layer_norm == LayerNorm::output) {
    layer_norm_row(size(H), x, gamma_, beta_, normed_);
    x = normed_;
  }
  dense_row_kernel(spec_.output_size, row_padded(H), fc_weight_, fc_bias_, x, y);
  filter_.step(y);
}

void RowNetwork::reset() {
  for (Layer& layer : layers_)
    for (float* state : {layer.h, layer.c}) std::fill_n(state, row_padded(layer.H), 0.0f);
  filter_.reset();
}

std::size_t RowNetwork::state_size() const {
  std::size_t size = filter_.state_size();
  for (const Layer& layer : layers_) size += 2 * static_cast<std::size_t>(row_padded(layer.H));
  return size;
}

void RowNetwork::save_state(float* state) const {
  for (const Layer& layer : layers_)
    for (const float* part : {layer.h, layer.c})
      state = std::copy_n(part, row_padded(layer.H), state);
  filter_.save_state(state);
}

void RowNetwork::load_state(const float* state) {
  for (Layer& layer : layers_)
    for (float* part : {layer.h, layer.c}) {
      std::copy_n(state, row_padded(layer.H), part);
      state += row_padded(layer.H);
    }
  filter_.load_state(state);
}

}  // namespace lstmtrain::nn
