// Stage 10: one recurrent layer over a block of lanes, by whichever implementation the fixed table
// chooses: the fused kernels to kKernelUnits hidden units, matrix products by BLAS beyond. Never a
// timed choice: results depend on it.
#pragma once

#include <cstddef>

#include "lstmtrain/model.hpp"
#include "nn/cell.hpp"
#include "nn/kernels.hpp"

namespace lstmtrain::nn {

inline constexpr int kKernelUnits = 128;

inline bool uses_kernel(int H) { return H <= kKernelUnits; }

// Rows of H that a cell keeps from forward to backward.
inline int workspace_rows(Cell cell, int H) {
  if (uses_kernel(H)) return cell == Cell::lstm ? kLstmKernelRows : kGruKernelRows;
  return cell == Cell::lstm ? kLstmWorkspaceRows : kGruWorkspaceRows;
}

// Elements of scratch for either direction.
template <class Scalar>
std::size_t cell_scratch(int D, int H, int B) {
  if (uses_kernel(H)) return kernel_scratch<Scalar>(D, H, B);
  return static_cast<std::size_t>(kScratchRows) * static_cast<std::size_t>(H) *
         static_cast<std::size_t>(B);
}

template <class Scalar>
void cell_forward(Cell cell, const CellForward<Scalar>& f, Scalar* scratch) {
  if (!uses_kernel(f.H)) return cell == Cell::lstm ? lstm_forward(f) : gru_forward(f);
  cell == Cell::lstm ? lstm_forward_kernel(f, scratch) : gru_forward_kernel(f, scratch);
}

template <class Scalar>
void cell_backward(Cell cell, const CellForward<Scalar>& f, const CellBackward<Scalar>& b) {
  if (!uses_kernel(f.H)) return cell == Cell::lstm ? lstm_backward(f, b) : gru_backward(f, b);
  cell == Cell::lstm ? lstm_backward_kernel(f, b) : gru_backward_kernel(f, b);
}

}  // namespace lstmtrain::nn
