// The one-row kernels of the cells: a row a cell, in the order of kCellFacts. Apart from table.hpp,
// so that what predicts row by row links no training.
#pragma once

#include "lstmtrain/cell.hpp"
#include "nn/kernels/row_kernel.hpp"

namespace lstmtrain::nn {

// Throws config: a value that is no cell.
const RowKernel& row_kernel(Cell cell);

}  // namespace lstmtrain::nn
