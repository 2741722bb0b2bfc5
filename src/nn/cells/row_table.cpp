#include "nn/cells/row_table.hpp"

#include <iterator>

namespace lstmtrain::nn {

extern const RowKernel lstm_one_row;
extern const RowKernel gru_one_row;

namespace {

const RowKernel* const kRowKernels[] = {&lstm_one_row, &gru_one_row};
static_assert(std::size(kRowKernels) == kCellCount, "a row for each of lstmtrain/cell.hpp");

}  // namespace

const RowKernel& row_kernel(Cell cell) {
  return *kRowKernels[static_cast<std::size_t>(cell_facts(cell).cell)];
}

}  // namespace lstmtrain::nn
