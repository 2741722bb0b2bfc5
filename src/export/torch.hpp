// PyTorch: safetensors with the names of its state_dict.
#pragma once

#include "export/exporter.hpp"

namespace lstmtrain::exporting {

Exported make_torch(const ExportRequest& request);

}  // namespace lstmtrain::exporting
