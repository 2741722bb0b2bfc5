// The LSTM's row of nn/cells/table.hpp.
#include "nn/cells/lstm/lstm.hpp"

#include "nn/cells/passes.hpp"

namespace lstmtrain::nn {

using ShapeLstm = CellShape<4, true, kLstmReferenceRows, kLstmKernelRows>;

LSTMTRAIN_CELL_FUNCTIONS(lstm, ShapeLstm)

}  // namespace lstmtrain::nn
