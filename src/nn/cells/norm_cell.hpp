// The contract of a recurrent cell with LayerNorm inside, over one block of lanes: stage 9.
// Formulas: Ba, Kiros, Hinton 2016, supplement eq. 20-22, with the raw c carried; n is over all G*H
// rows of a lane, over the H units for c:
//
//   n(z) = (z - mean(z)) / sqrt(var(z) + eps)
//   LSTM  a = norm_ih n(W_ih x_t) + bias_ih + norm_hh n(W_hh h_{t-1}) + bias_hh
//         i, f, o = sigmoid(a), g = tanh(a), c_t = f c_{t-1} + i g
//         h_t = o tanh(norm_c n(c_t) + norm_c_bias)
//   GRU   a_x = norm_ih n(W_ih x_t) + bias_ih, a_h = norm_hh n(W_hh h_{t-1}) + bias_hh
//         r, z = sigmoid(a_x + a_h), n = tanh(a_x + r a_h), h_t = (1-z) n + z h_{t-1}
#pragma once

#include "base/shape.hpp"
#include "nn/cells/cell.hpp"

namespace lstmtrain::nn {

// Rows of a product over all gates in the workspace: whole tiles of the kernels. Behind them lies
// 1 / sqrt(var + eps) of W_hh h_{t-1}.
constexpr int norm_rows(int G, int H) { return round_up(G * H, 4); }

// Features of a reference's workspace at each step: n(W_hh h_{t-1}) and that row.
constexpr int norm_workspace_features(int G, int H) { return norm_rows(G, H) + 1; }

// Of a kernel's: W_hh h_{t-1} minus its mean and that row; of a cell with c also c's mean and
// 1 / sqrt(var + eps).
constexpr int norm_kernel_features(int G, int H, bool has_c) {
  return norm_rows(G, H) + (has_c ? 3 : 1);
}

}  // namespace lstmtrain::nn
