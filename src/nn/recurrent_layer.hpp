// Stage 10: one recurrent layer over a block of lanes, by whichever implementation the fixed table
// chooses.
#pragma once

#include <cstddef>

#include "lstmtrain/model.hpp"
#include "nn/cell.hpp"

namespace lstmtrain::nn {

// Rows of H that a cell keeps from forward to backward.
inline int workspace_rows(Cell cell) {
  return cell == Cell::lstm ? kLstmWorkspaceRows : kGruWorkspaceRows;
}

template <class Scalar>
void cell_forward(Cell cell, const CellForward<Scalar>& f) {
  cell == Cell::lstm ? lstm_forward(f) : gru_forward(f);
}

template <class Scalar>
void cell_backward(Cell cell, const CellForward<Scalar>& f, const CellBackward<Scalar>& b) {
  cell == Cell::lstm ? lstm_backward(f, b) : gru_backward(f, b);
}

}  // namespace lstmtrain::nn
