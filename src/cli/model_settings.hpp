// A model and the settings that it was trained with, which decide how its data is read. Used by
// test and predict.
#pragma once

#include <string>

#include "lstmtrain/hyperparams.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain::cli {

struct ModelWithSettings {
  Model model;
  Hyperparams settings;
};

// Throws not_found, data.
ModelWithSettings load_with_settings(const std::string& path);

}  // namespace lstmtrain::cli
