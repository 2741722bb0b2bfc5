// A model and the settings that it was trained with, which decide how its data is read.
#pragma once

#include <string>
#include <vector>

#include "lstmtrain/hyperparams.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain::cli {

struct ModelWithSettings {
  Model model;
  Hyperparams settings;
};

// `set`: KEY=VALUE of --set, only keys that act on a trained model: filters, and how cells are
// read. Throws not_found, data, usage.
ModelWithSettings load_with_settings(const std::string& path, const std::vector<std::string>& set);

}  // namespace lstmtrain::cli
