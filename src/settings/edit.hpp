// A hyperparams.json with some keys set anew, the rest as it was.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace lstmtrain::settings {

// `text` (a JSON object; "" for an empty one) with each KEY set to a value in JSON text; other
// names of the same key, and keys that it replaces (LAYERS and HIDDEN_UNITS by RNN_LAYER_SIZES),
// are left out. `name` is that of the file in messages. Throws config for what is no JSON object.
std::string with_settings(const std::string& text, const std::string& name,
                          const std::vector<std::pair<std::string, std::string>>& settings);

}  // namespace lstmtrain::settings
