// All that computes the GRU; contracts: nn/cells/table.hpp.
#pragma once

#include "nn/cells/cell.hpp"

namespace lstmtrain::nn {

LSTMTRAIN_DECLARE_PASS(gru)
LSTMTRAIN_DECLARE_PASS(gru_norm)

// Rows of H in the workspace, of the reference and of the kernel: r z n and q = W_hn h + b_hn.
inline constexpr int kGruRows = 4;

}  // namespace lstmtrain::nn
