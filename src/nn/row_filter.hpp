// The output filter of one stream, a row at a time: the twin of output_filter.hpp for
// row_network.cpp. It holds its weights and its past.
#pragma once

#include <algorithm>
#include <vector>

#include "lstmtrain/model.hpp"

namespace lstmtrain::nn {

class RowFilter {
 public:
  RowFilter(OutputFilter kind, int outputs);

  // logits [K] (ema) or [K,15] (lpf), in; the past stays. Allocates: no.
  void load(const float* logits);
  // y [K]: the head's outputs in, the filtered ones out. Allocates: no.
  void step(float* y);
  // The next row is the first one.
  void reset() { started_ = false; }

  // The past and whether there is one, [state_size()] out and in.
  std::size_t state_size() const { return past_.size() + 1; }
  void save_state(float* state) const { *std::ranges::copy(past_, state).out = started_ ? 1 : 0; }
  void load_state(const float* state) {
    std::copy_n(state, past_.size(), past_.begin());
    started_ = state[past_.size()] != 0;
  }

 private:
  OutputFilter kind_;
  std::size_t outputs_;
  std::size_t memory_;          // M, rows of the past
  std::vector<float> weights_;  // [K] alpha, or [K,15]
  std::vector<float> past_;     // [K,M], the newest first
  bool started_ = false;
};

}  // namespace lstmtrain::nn
