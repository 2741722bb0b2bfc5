#include "nn/row_filter.hpp"

#include <algorithm>

#include "nn/output_filter.hpp"

namespace lstmtrain::nn {

RowFilter::RowFilter(OutputFilter kind, int outputs)
    : kind_(kind),
      outputs_(static_cast<std::size_t>(outputs)),
      memory_(static_cast<std::size_t>(filter_memory(kind))),
      weights_(outputs_ * (kind == OutputFilter::lpf ? kLpfTaps : 1)),
      past_(outputs_ * memory_) {}

void RowFilter::load(const float* logits) {
  for (std::size_t k = 0; k < outputs_; ++k) {
    if (kind_ == OutputFilter::ema) weights_[k] = ema_alpha(logits[k]);
    if (kind_ == OutputFilter::lpf)
      lpf_weights(logits + k * kLpfTaps, weights_.data() + k * kLpfTaps);
  }
}

void RowFilter::step(float* y) {
  if (kind_ == OutputFilter::none) return;
  for (std::size_t k = 0; k < outputs_; ++k) {
    float* past = past_.data() + k * memory_;
    const float u = y[k];
    if (!started_) std::fill_n(past, memory_, u);
    if (kind_ == OutputFilter::ema) {
      // y_t = alpha u_t + (1 - alpha) y_{t-1}
      if (started_) y[k] = weights_[k] * u + (1 - weights_[k]) * past[0];
      past[0] = y[k];
      continue;
    }
    // y_t = sum_j w_j u_{t-j}
    const float* w = weights_.data() + k * kLpfTaps;
    y[k] = w[0] * u;
    for (std::size_t j = 0; j < memory_; ++j) y[k] += w[j + 1] * past[j];
    std::copy_backward(past, past + memory_ - 1, past + memory_);
    past[0] = u;
  }
  started_ = true;
}

}  // namespace lstmtrain::nn
