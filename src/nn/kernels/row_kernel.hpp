// One step of one stream: the kernels for inference, whose vectors are gate rows instead of lanes.
// Stage 9. Parameters are packed once; hidden units are padded to Hp = row_padded(H), and the
// padding of a state stays 0.
#pragma once

#include <cstddef>

#include "base/shape.hpp"
#include "nn/cells/cell.hpp"

namespace lstmtrain::nn {

// Units that are computed together: 16, a cache line of floats, so that tiles of parameters are
// read in order and in part stay in L1 (see last_first); 32 where all of them fit into L1, which
// saves loads of the inputs.
constexpr int row_tile(int H) { return H > 16 && H <= 32 ? 32 : 16; }
constexpr int row_padded(int H) { return round_up(H, 16); }

// Floats of the packed parameters of one tile of units.
constexpr std::size_t row_tile_size(int gates, int D, int H) {
  return static_cast<std::size_t>((4 + gates * (D + H)) * row_tile(H));
}

// One layer's step. Arrays are the caller's; h is not h_prev.
struct RowStep {
  int D = 0, H = 0;
  const float* packed = nullptr;  // [row_packed_size], 64-byte aligned for speed
  const float* x = nullptr;       // [D] in
  const float* h_prev = nullptr;  // [Hp] in
  float* h = nullptr;             // [Hp] out
  float* c = nullptr;             // [Hp] in/out; only of cells with c
  // Tiles in falling order. Taken at every other step: parameters that do not fit into L1 are then
  // still there from the step before for the first tiles. The result is the same.
  bool last_first = false;
};

// A cell's one-row kernel, and what it needs its parameters to be. The last gate may be parted: its
// recurrent product stands in a row of its own behind the gates.
struct RowKernel {
  int gates;        // rows of W_ih and W_hh a unit: at most 4, with the parted one's
  int parted_gate;  // -1: none
  void (*step)(const RowStep& step);  // Allocates: no. Throws: no.
};

// Floats of the packed parameters of one layer.
std::size_t row_packed_size(const RowKernel& kernel, int D, int H);

// packed [row_packed_size] out, zero where units are padding: a tile after the other, so that a
// step reads them in order. A tile, width = row_tile(H): biases [4][width], then a row of gates for
// each input and for each unit. Biases of a gate are summed, but for a parted one's (GRU r z, the
// input part of n, and q). weights: D, H and the four parameter arrays are read.
void pack_row(const RowKernel& kernel, const CellForward<float>& weights, float* packed);

// y [K] = weight [K][Hp] h + bias [K]
void dense_row_kernel(int K, int Hp, const float* weight, const float* bias, const float* h,
                      float* y);

}  // namespace lstmtrain::nn
