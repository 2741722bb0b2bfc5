// A model as the exported C has it: weights in the order in which it reads them.
#pragma once

#include <vector>

#include "lstmtrain/model.hpp"

namespace lstmtrain::exporting {

struct CLayer {
  int D = 0, H = 0;
  std::vector<float> weights;  // as the functions of export/c/runtime want them
};

struct CNetwork {
  ModelSpec spec;
  std::vector<float> offset, factor;  // [D] scaled = (x - offset) * factor
  std::vector<float> low, high;       // [D] the range that was seen in training
  std::vector<CLayer> layers;
  std::vector<float> norm_weight, norm_bias;  // [H] of the norm before the head, or none
  std::vector<float> head_weight, head_bias;  // [K][H], [K]
  std::vector<float> filter;                  // [K] alpha, or [K][15]; or none
  std::vector<float> out_scale, out_offset;   // [K] y = out_scale * head + out_offset

  bool is_normed() const { return spec.layer_norm == LayerNorm::cell; }
  bool has_c() const { return spec.cell == Cell::lstm; }
};

// Throws config for a model that is not whole.
CNetwork c_network(const Model& model);

// One stream through the C of export/c/runtime, compiled into this program: its bits are those of a
// device.
class CStream {
 public:
  struct State {
    std::vector<float> h, c;  // of all layers
    std::vector<float> past;  // of the learnt filter
    std::int32_t started = 0;
    bool operator==(const State&) const = default;
  };

  // The network must live as long.
  explicit CStream(const CNetwork& network);

  // x [D], y [K] in physical units. False where x is not finite, or not once it is scaled: y is NaN
  // and the state as it was.
  bool step(const float* x, float* y);
  void reset();
  const State& state() const { return state_; }
  void restore(const State& state) { state_ = state; }

 private:
  const CNetwork& network_;
  State state_;
  std::vector<float> scaled_, next_, a_, b_;  // scratch
};

}  // namespace lstmtrain::exporting
