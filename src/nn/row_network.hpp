// A network that is fed one row at a time and carries its state: streamed inference. It holds a
// packed copy of the parameters; values are scaled, as in nn::Network.
#pragma once

#include <span>
#include <vector>

#include "lstmtrain/model.hpp"

namespace lstmtrain::nn {

class RowNetwork {
 public:
  // params [param_count(spec)] in param_layout() order, in. Starts from the zero state. spec has no
  // cell LayerNorm; dropout is off.
  RowNetwork(const ModelSpec& spec, std::span<const float> params);

  // x [input_size] in, y [output_size] out: the output at this row. Allocates: no. Locks: no.
  void step(const float* x, float* y);

  // Back to the zero state.
  void reset();

 private:
  struct Layer {
    int D, H;
    std::vector<float> packed;
    std::vector<float> h, h_next, c;  // [Hp]
  };

  Cell cell_;
  std::vector<Layer> layers_;
  bool norm_ = false;
  std::vector<float> gamma_, beta_, normed_;  // [H]
  std::vector<float> fc_weight_, fc_bias_;    // [K][Hp], [K]
};

}  // namespace lstmtrain::nn
