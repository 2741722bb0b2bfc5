// A network that is fed one row at a time and carries its state: streamed inference. It holds a
// packed copy of the parameters; values are scaled, as in nn::Network.
#pragma once

#include <span>
#include <vector>

#include "base/arena.hpp"
#include "lstmtrain/model.hpp"
#include "nn/kernels/row_kernel.hpp"
#include "nn/row_filter.hpp"

namespace lstmtrain::nn {

class RowNetwork {
 public:
  // spec has no cell LayerNorm; dropout is off. Parameters are 0, and so is the state.
  explicit RowNetwork(const ModelSpec& spec);
  RowNetwork(const ModelSpec& spec, std::span<const float> params) : RowNetwork(spec) {
    load(params);
  }

  // params [param_count(spec)] in param_layout() order, in; the state stays. Allocates: no.
  void load(std::span<const float> params);

  // x [input_size] in, y [output_size] out: the output at this row. Allocates: no. Locks: no.
  void step(const float* x, float* y);

  // Back to the zero state.
  void reset();

  // The state after the last row, [state_size()] out and in. Allocates: no.
  std::size_t state_size() const;
  void save_state(float* state) const;
  void load_state(const float* state);

 private:
  struct Layer {
    int D = 0, H = 0;
    float* packed = nullptr;
    float *h = nullptr, *h_next = nullptr, *c = nullptr;  // [Hp]
  };
  void lay_out();

  ModelSpec spec_;
  std::vector<ParamInfo> layout_;
  RowKernel kernel_;
  Arena arena_;
  std::vector<Layer> layers_;
  bool last_first_ = false;
  float *gamma_ = nullptr, *beta_ = nullptr,
        *normed_ = nullptr;                          // [Hp]; only with output LayerNorm
  float *fc_weight_ = nullptr, *fc_bias_ = nullptr;  // [K][Hp], [K]
  RowFilter filter_;
};

}  // namespace lstmtrain::nn
