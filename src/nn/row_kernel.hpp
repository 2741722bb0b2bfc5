// One step of one stream: the kernels for inference, whose vectors are gate rows instead of lanes.
// Stage 9. Parameters are packed once; hidden units are padded to Hp = row_padded(H), and the
// padding of a state stays 0. Called by nn/row_network.hpp.
#pragma once

#include <cstddef>

#include "base/shape.hpp"
#include "lstmtrain/model.hpp"
#include "nn/cell.hpp"

namespace lstmtrain::nn {

constexpr int row_padded(int H) { return round_up(H, kLaneMultiple); }

// Floats of a layer's packed parameters.
std::size_t row_packed_size(Cell cell, int D, int H);

// packed [row_packed_size] out, zero where units are padding: biases [4][Hp], then a row of gates
// for each input and for each unit. LSTM [4][Hp] i f g o with both biases summed. GRU biases r z,
// the input part of n, and q; rows [3][Hp] of r z n for inputs and r z q for units.
// weights: D, H and the four parameter arrays are read.
void pack_row(Cell cell, const CellForward<float>& weights, float* packed);

// One layer's step. Arrays are the caller's; h is not h_prev.
struct RowStep {
  int D = 0, H = 0;
  const float* packed = nullptr;  // [row_packed_size]
  const float* x = nullptr;       // [D] in
  const float* h_prev = nullptr;  // [Hp] in
  float* h = nullptr;             // [Hp] out
  float* c = nullptr;             // [Hp] in/out; LSTM only
};

// Allocates: no. Throws: no.
void lstm_row_kernel(const RowStep& step);
void gru_row_kernel(const RowStep& step);

// y [K] = weight [K][Hp] h + bias [K]
void dense_row_kernel(int K, int Hp, const float* weight, const float* bias, const float* h,
                      float* y);

}  // namespace lstmtrain::nn
