// All that computes the LSTM; contracts: nn/cells/table.hpp.
#pragma once

#include "nn/cells/cell.hpp"

namespace lstmtrain::nn {

LSTMTRAIN_DECLARE_PASS(lstm)
LSTMTRAIN_DECLARE_PASS(lstm_norm)

// Rows of H in the workspace: the reference keeps i f g o tanh(c); the kernel makes tanh(c) again,
// which is cheaper than to write and read it.
inline constexpr int kLstmReferenceRows = 5, kLstmKernelRows = 4;

}  // namespace lstmtrain::nn
