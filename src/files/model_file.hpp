// A model as bytes: safetensors with PyTorch's tensor names, so that nn.LSTM and nn.GRU load it,
// and everything else as strings of the metadata (numbers in decimal that reads back exactly):
//   format "lstmtrain", format_version and requires (format_version.hpp), crc32c
//   model        {"cell":"LSTM","input_size":3,"layer_sizes":[32],"output_size":1,
//                 "layer_norm":"none","dropout":0}
//   columns      {"features":[...],"targets":[...]}
//   scaler       {"method":"minmax","offset":[...],"scale":[...],"min":[...],"max":[...]}
//                scaled = (x - offset) / scale; features, then targets
//   statistics   [{"rows":...,"bad":...,"mean":...,...}]   of the columns in training, where known
//   units        [{"name":"mV","factor":1000}]         one a target
//   target_offset, warmup_rows, period                  rows, rows, seconds
//   hyperparams  the resolved settings                  metrics {"val_rmse":...}
//   program_version, data_fingerprint                   of the training that made it, where known
// Declared to users in lstmtrain/model.hpp as save_model and load_model.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "lstmtrain/model.hpp"

namespace lstmtrain::files {

// Equal models give equal bytes. Throws config: a model that load_model would refuse.
std::vector<std::byte> model_to_bytes(const Model& model, const std::string& where);

// Throws data: not a model file, another version, damaged, incomplete, values not finite.
Model model_from_bytes(std::span<const std::byte> bytes, const std::string& where);

}  // namespace lstmtrain::files
