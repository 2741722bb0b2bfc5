// ONNX: one graph for whole sequences and for one row at a time, with the scaler inside.
//   x [time,batch,D], hL_in [1,batch,H], cL_in (LSTM) of each layer L; with an output filter
//   filter_in [M,batch,K] and started_in [1,batch,1]
//   y [time,batch,K], and each state as ..._out
// x and y are in physical units, time and batch are symbolic, and a series begins with states of 0.
// The strings columns, units, period, target_offset and warmup_rows of the model file are its
// metadata.
#pragma once

#include "export/exporter.hpp"

namespace lstmtrain::exporting {

// Throws config for LayerNorm inside the cell.
Exported make_onnx(const ExportRequest& request);

}  // namespace lstmtrain::exporting
