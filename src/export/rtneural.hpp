// RTNeural: its JSON (github.com/jatinchowdhury18/RTNeural, RTNeural/model_loader.h), with the
// scaler inside: a diagonal dense layer in front, and folded into the last one.
//   {"in_shape":[null,null,D],"layers":[{"type":"dense","activation":"","shape":[null,null,OUT],
//     "weights":[...]}]}
//   dense  kernel [in][out], bias [out]
//   lstm   kernel [D][4H], recurrent [H][4H], bias [4H] = b_ih + b_hh; gates i f c o
//   gru    kernel [D][3H], recurrent [H][3H], bias [2][3H]; gates z r h
#pragma once

#include "export/exporter.hpp"

namespace lstmtrain::exporting {

// Throws config for LayerNorm and for filters on the output: RTNeural has no such layers.
Exported make_rtneural(const ExportRequest& request);

}  // namespace lstmtrain::exporting
