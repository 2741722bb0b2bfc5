// A model in integers, as the exported C has it: weights of 8 or 16 bits with a scale for each
// gate's row, inputs and h of 16 bits, the cell's state of 32, one table for the activations.
#pragma once

#include <cstdint>
#include <vector>

#include "export/c/c_network.hpp"

namespace lstmtrain::exporting {

// Arrays as the functions of export/c/runtime/int_*.inc want them.
struct IntLayer {
  int D = 0, H = 0;
  std::vector<std::int16_t> w;      // of h: within 8 bits where weights are
  std::vector<std::int16_t> w_in;   // of x
  std::vector<std::int64_t> bias;   // [H][4]
  std::vector<std::int32_t> scale;  // [H][4]
  std::vector<std::int8_t> align;   // [H][4]
  int shift = 0;
};

struct IntNetwork {
  ModelSpec spec;
  int bits = 8;                       // of weights
  bool long_sums = true;              // 64 bits
  std::vector<float> offset, factor;  // [D] x in steps = (x - offset) * factor
  std::vector<float> low, high;       // [D] the range that was seen in training
  std::vector<IntLayer> layers;
  std::vector<std::int16_t> head_weight;     // [K][H]
  std::vector<std::int64_t> head_bias;       // [K]
  std::vector<float> out_scale, out_offset;  // [K] y = steps * out_scale + out_offset

  bool has_c() const { return spec.cell == Cell::lstm; }
};

// Throws config for a model that integers cannot carry: norms, filters, more than 512 units.
IntNetwork int_network(const Model& model, int bits);

// Shifts the outputs by so much, in physical units. [K]
void correct_bias(IntNetwork& network, const std::vector<double>& shift);

// One stream through the C in integers, compiled into this program.
class IntStream {
 public:
  struct State {
    std::vector<std::int32_t> c;
    std::vector<std::int16_t> h;
    bool operator==(const State&) const = default;
  };

  // The network must live as long.
  explicit IntStream(const IntNetwork& network);
  // As CStream::step.
  bool step(const float* x, float* y);
  void reset();
  const State& state() const { return state_; }

 private:
  const IntNetwork& network_;
  State state_;
  std::vector<std::int16_t> x_, next_;
  std::vector<std::int32_t> y_;
  std::vector<std::vector<std::int8_t>> w8_;     // [layers] of 8 bits
  std::vector<std::vector<std::int32_t>> bias_;  // [layers] where sums have 32 bits
};

}  // namespace lstmtrain::exporting
