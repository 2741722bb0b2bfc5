// PyTorch: safetensors with the names of its state_dict and the scaler folded into the first and
// the last layer, so that a plain nn.LSTM or nn.GRU and nn.Linear take and give physical units; and
// a Python module that loads and runs it. The file is a model file of lstmtrain still, with a
// scaler that changes nothing.
#pragma once

#include "export/exporter.hpp"

namespace lstmtrain::exporting {

// Throws config for LayerNorm inside the cell and for filters on the output, which torch.nn has no
// modules for. loss: of the folded weights, by predict().
Exported make_torch(const ExportRequest& request);

}  // namespace lstmtrain::exporting
