#include "nn/cells/table.hpp"

#include <iterator>

namespace lstmtrain::nn {

extern const CellFunctions lstm_functions;
extern const CellFunctions gru_functions;

namespace {

const CellFunctions* const kFunctions[] = {&lstm_functions, &gru_functions};
static_assert(std::size(kFunctions) == kCellCount, "a row for each of lstmtrain/cell.hpp");

}  // namespace

const CellFunctions& cell_functions(Cell cell) {
  return *kFunctions[static_cast<std::size_t>(cell_facts(cell).cell)];
}

}  // namespace lstmtrain::nn
