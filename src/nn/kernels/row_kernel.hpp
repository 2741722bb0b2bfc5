// One step of one stream: the kernels for inference, whose vectors are gate rows instead of lanes.
// Stage 9. Parameters are packed once; hidden units are padded to Hp = row_padded(H), and the
// padding of a state stays 0.
#pragma once

#include <cstddef>

#include "base/shape.hpp"
#include "lstmtrain/model.hpp"
#include "nn/cells/cell.hpp"

namespace lstmtrain::nn {

// Units that are computed together: 16, a cache line of floats, so that tiles of parameters are
// read in order and in part stay in L1 (see last_first); 32 where all of them fit into L1, which
// saves loads of the inputs.
constexpr int row_tile(int H) { return H > 16 && H <= 32 ? 32 : 16; }
constexpr int row_padded(int H) { return round_up(H, 16); }

// Floats of the packed parameters of one tile of units, and of the whole layer.
constexpr std::size_t row_tile_size(Cell cell, int D, int H) {
  return static_cast<std::size_t>((4 + (cell == Cell::lstm ? 4 : 3) * (D + H)) * row_tile(H));
}
std::size_t row_packed_size(Cell cell, int D, int H);

// packed [row_packed_size] out, zero where units are padding: a tile after the other, so that a
// step reads them in order. A tile, width = row_tile(H): biases [4][width], then a row of gates for
// each input and for each unit. LSTM [4][width] i f g o with both biases summed. GRU biases r z,
// the input part of n, and q; rows [3][width] of r z n for inputs and r z q for units. weights: D,
// H and the four parameter arrays are read.
void pack_row(Cell cell, const CellForward<float>& weights, float* packed);

// One layer's step. Arrays are the caller's; h is not h_prev.
struct RowStep {
  int D = 0, H = 0;
  const float* packed = nullptr;  // [row_packed_size], 64-byte aligned for speed
  const float* x = nullptr;       // [D] in
  const float* h_prev = nullptr;  // [Hp] in
  float* h = nullptr;             // [Hp] out
  float* c = nullptr;             // [Hp] in/out; LSTM only
  // Tiles in falling order. Taken at every other step: parameters that do not fit into L1 are then
  // still there from the step before for the first tiles. The result is the same.
  bool last_first = false;
};

// Allocates: no. Throws: no.
void lstm_row_kernel(const RowStep& step);
void gru_row_kernel(const RowStep& step);

// y [K] = weight [K][Hp] h + bias [K]
void dense_row_kernel(int K, int Hp, const float* weight, const float* bias, const float* h,
                      float* y);

}  // namespace lstmtrain::nn
