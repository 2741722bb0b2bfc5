// Stage 10: one recurrent layer over a block of lanes, by whichever implementation the fixed table
// chooses: the fused kernels to kKernelUnits hidden units, matrix products by BLAS beyond. Never a
// timed choice: results depend on it. The kernels were the faster ones at every size measured (160
// to 1024 units, bench/README.md).
#pragma once

#include <cstddef>

#include "lstmtrain/model.hpp"
#include "nn/cells/cell.hpp"
#include "nn/cells/kernels.hpp"
#include "nn/cells/norm_kernels.hpp"
#include "nn/kernels/target.hpp"

namespace lstmtrain::nn {

inline constexpr int kKernelUnits = 1024;

inline bool uses_kernel(int H) { return H <= kKernelUnits; }

// What runs a layer of H units here: "AVX3", the kernels' instruction set, or "BLAS".
inline const char* implementation(int H) { return uses_kernel(H) ? kernel_target() : "BLAS"; }

// Features that a cell keeps from forward to backward at each step.
inline int workspace_features(Cell cell, LayerNorm norm, int H) {
  const bool lstm = cell == Cell::lstm;
  const int G = lstm ? 4 : 3;
  if (norm == LayerNorm::cell)
    return uses_kernel(H) ? norm_kernel_features(G, H) : norm_workspace_features(G, H);
  if (uses_kernel(H)) return (lstm ? kLstmKernelRows : kGruKernelRows) * H;
  return (lstm ? kLstmWorkspaceRows : kGruWorkspaceRows) * H;
}

// Elements of scratch for either direction.
template <class Scalar>
std::size_t cell_scratch(LayerNorm norm, int D, int H, int B) {
  if (uses_kernel(H))
    return norm == LayerNorm::cell ? norm_kernel_scratch<Scalar>(4, D, H, B)
                                   : kernel_scratch<Scalar>(D, H, B);
  const int features = norm == LayerNorm::cell ? norm_scratch_features(H) : kScratchRows * H;
  return static_cast<std::size_t>(features) * static_cast<std::size_t>(B);
}

template <class Scalar>
void norm_cell_forward(Cell cell, const CellForward<Scalar>& f, Scalar* scratch) {
  if (!uses_kernel(f.H))
    return cell == Cell::lstm ? lstm_norm_forward(f, scratch) : gru_norm_forward(f, scratch);
  cell == Cell::lstm ? lstm_norm_forward_kernel(f, scratch) : gru_norm_forward_kernel(f, scratch);
}

template <class Scalar>
void norm_cell_backward(Cell cell, const CellForward<Scalar>& f, const CellBackward<Scalar>& b) {
  if (!uses_kernel(f.H))
    return cell == Cell::lstm ? lstm_norm_backward(f, b) : gru_norm_backward(f, b);
  cell == Cell::lstm ? lstm_norm_backward_kernel(f, b) : gru_norm_backward_kernel(f, b);
}

// A layer with the parameters of norms, f.norm, is normalised inside.
template <class Scalar>
void cell_forward(Cell cell, const CellForward<Scalar>& f, Scalar* scratch) {
  if (f.norm.ih != nullptr) return norm_cell_forward(cell, f, scratch);
  if (!uses_kernel(f.H)) return cell == Cell::lstm ? lstm_forward(f) : gru_forward(f);
  cell == Cell::lstm ? lstm_forward_kernel(f, scratch) : gru_forward_kernel(f, scratch);
}

template <class Scalar>
void cell_backward(Cell cell, const CellForward<Scalar>& f, const CellBackward<Scalar>& b) {
  if (f.norm.ih != nullptr) return norm_cell_backward(cell, f, b);
  if (!uses_kernel(f.H)) return cell == Cell::lstm ? lstm_backward(f, b) : gru_backward(f, b);
  cell == Cell::lstm ? lstm_backward_kernel(f, b) : gru_backward_kernel(f, b);
}

}  // namespace lstmtrain::nn
