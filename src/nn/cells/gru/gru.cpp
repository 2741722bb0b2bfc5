// The GRU's row of nn/cells/table.hpp.
#include "nn/cells/gru/gru.hpp"

#include "nn/cells/passes.hpp"

namespace lstmtrain::nn {

using ShapeGru = CellShape<3, false, kGruRows, kGruRows>;

LSTMTRAIN_CELL_FUNCTIONS(gru, ShapeGru)

}  // namespace lstmtrain::nn
