// The contract of a recurrent cell with LayerNorm inside, over one block of lanes: stage 9.
// Implemented by lstm_norm_cell.cpp and gru_norm_cell.cpp (Eigen: the reference). Formulas: Ba,
// Kiros, Hinton 2016, supplement eq. 20-22, with the raw c carried; n(z) = (z - mean(z)) /
// sqrt(var(z) + eps) over all G*H rows of a lane, over the H units for c.
//
//   LSTM  a = norm_ih n(W_ih x_t) + bias_ih + norm_hh n(W_hh h_{t-1}) + bias_hh
//         i, f, o = sigmoid(a), g = tanh(a), c_t = f c_{t-1} + i g
//         h_t = o tanh(norm_c n(c_t) + norm_c_bias)
//   GRU   a_x = norm_ih n(W_ih x_t) + bias_ih, a_h = norm_hh n(W_hh h_{t-1}) + bias_hh
//         r, z = sigmoid(a_x + a_h), n = tanh(a_x + r a_h), h_t = (1-z) n + z h_{t-1}
#pragma once

#include "base/shape.hpp"
#include "nn/cells/cell.hpp"

namespace lstmtrain::nn {

// Rows of a product over all gates in the workspace: whole tiles of the kernels. Behind them lies 1
// / sqrt(var + eps) of W_hh h_{t-1}.
constexpr int norm_rows(int G, int H) { return round_up(G * H, 4); }

// Features of the workspace at each step: n(W_hh h_{t-1}) and that row.
constexpr int norm_workspace_features(int G, int H) { return norm_rows(G, H) + 1; }

// Features of the scratch that either direction of either cell needs.
constexpr int norm_scratch_features(int H) { return 13 * H + 4; }

// As lstm_forward ... gru_backward, with f.norm and b.d_norm, and scratch
// [norm_scratch_features][B] for the forward pass too. workspace is dead after the backward pass.
// Allocates: no. Throws: no.
template <class Scalar>
void lstm_norm_forward(const CellForward<Scalar>& f, Scalar* scratch);
template <class Scalar>
void lstm_norm_backward(const CellForward<Scalar>& f, const CellBackward<Scalar>& b);

template <class Scalar>
void gru_norm_forward(const CellForward<Scalar>& f, Scalar* scratch);
template <class Scalar>
void gru_norm_backward(const CellForward<Scalar>& f, const CellBackward<Scalar>& b);

}  // namespace lstmtrain::nn
