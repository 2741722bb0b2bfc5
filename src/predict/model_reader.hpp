// Model files for those who only predict: the small reader of what files/model_file writes.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "lstmtrain/model.hpp"

namespace lstmtrain::predicting {

// What a prediction needs of a model: all but `columns`, `families`, `hyperparams`, `metrics` and
// where it is from. `where` begins every message. Throws data: cut off, damaged (the checksum),
// edited, no model, one of a newer lstmtrain; config: LayerNorm inside the cell, which the one-row
// kernels have not.
Model read_model(std::span<const std::byte> bytes, const std::string& where);

}  // namespace lstmtrain::predicting
