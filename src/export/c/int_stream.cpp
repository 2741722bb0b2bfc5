// The exported C in integers, run here: once with weights of 8 bits and sums of 32, and once for
// all others. Compiled without contraction, as the C must be: x is scaled in float.
#include <algorithm>
#include <cstdint>

#include "base/nan.hpp"
#include "export/c/int_network.hpp"

namespace lstmtrain::exporting {
namespace {

namespace short_sums {
using weight_ = std::int8_t;
using sum_ = std::int32_t;
using std::int16_t, std::int32_t, std::int64_t, std::int8_t, std::uint16_t, std::uint32_t;
#define SUM_SHIFT_ 0
#include "export/c/runtime/int_activations.inc"
#include "export/c/runtime/int_gru.inc"
#include "export/c/runtime/int_lstm.inc"
#undef SUM_SHIFT_
}  // namespace short_sums

namespace long_sums {
using weight_ = std::int16_t;
using sum_ = std::int64_t;
using std::int16_t, std::int32_t, std::int64_t, std::int8_t, std::uint16_t, std::uint32_t;
#define SUM_SHIFT_ 8
#include "export/c/runtime/int_activations.inc"
#include "export/c/runtime/int_gru.inc"
#include "export/c/runtime/int_lstm.inc"
#undef SUM_SHIFT_
}  // namespace long_sums

using std::int16_t, std::int32_t, std::int64_t;
#include "export/c/runtime/int_head.inc"
#include "export/c/runtime/int_input.inc"

std::size_t size(int n) { return static_cast<std::size_t>(n); }

}  // namespace

IntStream::IntStream(const IntNetwork& network)
    : network_(network), x_(network.offset.size()), y_(network.out_scale.size()) {
  int units = 0, widest = 0;
  for (const IntLayer& layer : network.layers) {
    units += layer.H;
    widest = std::max(widest, layer.H);
    w8_.emplace_back(layer.w.begin(), layer.w.end());
    bias_.emplace_back(layer.bias.begin(), layer.bias.end());
  }
  state_.h.resize(size(units));
  if (network.has_c()) state_.c.resize(size(units));
  next_.resize(size(widest));
}

void IntStream::reset() {
  std::fill(state_.h.begin(), state_.h.end(), std::int16_t{0});
  std::fill(state_.c.begin(), state_.c.end(), 0);
}

bool IntStream::step(const float* x, float* y) {
  const int K = network_.spec.output_size;
  std::fill_n(y, K, kNaNf);
  for (std::size_t d = 0; d < x_.size(); ++d) {
    const float v = (x[d] - network_.offset[d]) * network_.factor[d];
    if (!(v - v == 0.0F)) return false;
    x_[d] = rounded_(v);
  }
  const std::int16_t* in = x_.data();
  std::int16_t* h = state_.h.data();
  std::int32_t* c = state_.c.data();
  for (std::size_t l = 0; l < network_.layers.size(); ++l) {
    const IntLayer& layer = network_.layers[l];
    const auto [D, H] = std::pair(layer.D, layer.H);
    const std::int16_t* const w_in = layer.w_in.data();
    const std::int32_t* const scale = layer.scale.data();
    const std::int8_t* const align = layer.align.data();
    std::int16_t* const next = next_.data();
    if (network_.long_sums && network_.has_c())
      long_sums::lstm_q_(layer.w.data(), w_in, layer.bias.data(), scale, align, layer.shift, D, H,
                         in, h, c, next);
    else if (network_.long_sums)
      long_sums::gru_q_(layer.w.data(), w_in, layer.bias.data(), scale, align, layer.shift, D, H,
                        in, h, next);
    else if (network_.has_c())
      short_sums::lstm_q_(w8_[l].data(), w_in, bias_[l].data(), scale, align, layer.shift, D, H, in,
                          h, c, next);
    else
      short_sums::gru_q_(w8_[l].data(), w_in, bias_[l].data(), scale, align, layer.shift, D, H, in,
                         h, next);
    std::copy_n(next, H, h);
    in = h;
    h += H;
    c += network_.has_c() ? H : 0;
  }
  head_q_(network_.head_weight.data(), network_.head_bias.data(), network_.layers.back().H, K, in,
          y_.data());
  for (int k = 0; k < K; ++k)
    y[k] = static_cast<float>(y_[size(k)]) * network_.out_scale[size(k)] +
           network_.out_offset[size(k)];
  return true;
}

}  // namespace lstmtrain::exporting
