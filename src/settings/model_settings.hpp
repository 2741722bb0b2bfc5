// The settings inside a model file.
#pragma once

#include <string>
#include <vector>

#include "lstmtrain/model.hpp"
#include "settings/settings.hpp"

namespace lstmtrain::settings {

// `path` stands in messages. Throws data when they cannot be read, or name other columns than the
// model.
Hyperparams settings_of_model(const Model& model, const std::string& path,
                              const std::vector<Override>& overrides);

}  // namespace lstmtrain::settings
