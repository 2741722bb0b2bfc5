// The settings inside a model file. Called by the library's doors and by cli.
#pragma once

#include <string>
#include <vector>

#include "io/hyperparams_json.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain::io {

// `path` stands in messages. Throws data when they cannot be read, or name other columns than the
// model.
Hyperparams settings_of_model(const Model& model, const std::string& path,
                              const std::vector<Override>& overrides);

}  // namespace lstmtrain::io
