#include "lstmtrain/cell.hpp"

#include <string>

#include "lstmtrain/error.hpp"

namespace lstmtrain {

const CellFacts& cell_facts(Cell cell) {
  const auto row = static_cast<std::size_t>(cell);
  if (row >= kCellCount)
    throw Error(ErrorCode::config, "model: the cell, got the value " + std::to_string(row) +
                                       ", expected one below " + std::to_string(kCellCount) + ".");
  return kCellFacts[row];
}

}  // namespace lstmtrain
