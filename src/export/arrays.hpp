// The arrays of a model by their roles, and in the order that other programs have of its gates.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "lstmtrain/model.hpp"

namespace lstmtrain::exporting {

// A recurrent layer's, in PyTorch's shapes and order of gates (CellFacts::gates).
struct LayerArrays {
  int D = 0, H = 0;
  std::span<const float> weight_ih, weight_hh;  // [G*H,D], [G*H,H]
  std::span<const float> bias_ih, bias_hh;      // [G*H]
};

// Spans into a model's parameters: they live as long as the model.
struct ModelArrays {
  std::vector<LayerArrays> layers;
  std::span<const float> norm_weight, norm_bias;  // [H] of the norm before the head, or empty
  std::span<const float> fc_weight, fc_bias;      // [K,H], [K]
  std::span<const float> filter;                  // logits [K] or [K,15], or empty
};

ModelArrays arrays_of(const Model& model);

// Gate g of the other order is gate order[g] of ours.
using GateOrder = std::array<std::size_t, 4>;

// array [G*H,columns] with its gates in `order`.
std::vector<float> in_gate_order(std::span<const float> array, const GateOrder& order, int gates);

// [columns,rows] of array [rows,columns].
std::vector<float> transposed(std::span<const float> array, std::size_t columns);

}  // namespace lstmtrain::exporting
