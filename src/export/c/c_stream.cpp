// The exported C, run here. Compiled without contraction of a product and a sum into one rounding,
// as the C must be.
#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/nan.hpp"
#include "export/c/c_network.hpp"

namespace lstmtrain::exporting {
namespace {

using std::memcpy;

#include "export/c/runtime/activations.inc"
#include "export/c/runtime/ema.inc"
#include "export/c/runtime/gru.inc"
#include "export/c/runtime/head.inc"
#include "export/c/runtime/lpf.inc"
#include "export/c/runtime/lstm.inc"
#include "export/c/runtime/norm.inc"
// The next ones use those above.
#include "export/c/runtime/layer_norm.inc"
#include "export/c/runtime/products.inc"
// And these all of them.
#include "export/c/runtime/gru_norm.inc"
#include "export/c/runtime/lstm_norm.inc"

std::size_t size(int n) { return static_cast<std::size_t>(n); }

}  // namespace

CStream::CStream(const CNetwork& network) : network_(network), scaled_(network.offset.size()) {
  const ModelSpec& spec = network.spec;
  int units = 0, widest = 0;
  for (const CLayer& layer : network.layers) {
    units += layer.H;
    widest = std::max(widest, layer.H);
  }
  state_.h.resize(size(units));
  if (network.has_c()) state_.c.resize(size(units));
  if (spec.output_filter == OutputFilter::ema) state_.past.resize(size(spec.output_size));
  if (spec.output_filter == OutputFilter::lpf)
    state_.past.resize(size(spec.output_size * (kLpfTaps - 1)));
  next_.resize(size(widest));
  for (std::vector<float>* scratch : {&a_, &b_})
    scratch->resize(network.is_normed() ? size(spec.gates() * widest) : 0);
}

void CStream::reset() {
  for (std::vector<float>* part : {&state_.h, &state_.c, &state_.past})
    std::fill(part->begin(), part->end(), 0.0F);
  state_.started = 0;
}

bool CStream::step(const float* x, float* y) {
  const ModelSpec& spec = network_.spec;
  const int K = spec.output_size;
  std::fill_n(y, K, kNaNf);
  for (std::size_t d = 0; d < scaled_.size(); ++d) {
    scaled_[d] = (x[d] - network_.offset[d]) * network_.factor[d];
    if (!(scaled_[d] - scaled_[d] == 0.0F)) return false;
  }
  const float* in = scaled_.data();
  float *h = state_.h.data(), *c = state_.c.data();
  for (const CLayer& layer : network_.layers) {
    const float* const w = layer.weights.data();
    const auto [D, H] = std::pair(layer.D, layer.H);
    float* const next = next_.data();
    if (network_.is_normed() && network_.has_c())
      lstm_norm_(w, D, H, in, h, c, next, a_.data(), b_.data());
    else if (network_.is_normed())
      gru_norm_(w, D, H, in, h, next, a_.data(), b_.data());
    else if (network_.has_c())
      lstm_(w, D, H, in, h, c, next);
    else
      gru_(w, D, H, in, h, next);
    std::copy_n(next, H, h);
    in = h;
    h += H;
    c += network_.has_c() ? H : 0;
  }
  const int H = network_.layers.back().H;
  if (!network_.norm_weight.empty()) {
    layer_norm_(network_.norm_weight.data(), network_.norm_bias.data(), H, in, next_.data());
    in = next_.data();
  }
  head_(network_.head_weight.data(), network_.head_bias.data(), H, K, in, y);
  if (spec.output_filter == OutputFilter::ema)
    ema_(network_.filter.data(), K, y, state_.past.data(), state_.started);
  if (spec.output_filter == OutputFilter::lpf)
    lpf_(network_.filter.data(), K, y, state_.past.data(), state_.started);
  if (spec.output_filter != OutputFilter::none) state_.started = 1;
  for (int k = 0; k < K; ++k)
    y[k] = y[k] * network_.out_scale[size(k)] + network_.out_offset[size(k)];
  return true;
}

}  // namespace lstmtrain::exporting
