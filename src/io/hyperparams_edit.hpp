// A hyperparams.json with some keys set anew, the rest as it was. Called by lr-find and doctor.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace lstmtrain::io {

// `text` (a JSON object; "" for an empty one) with each KEY set to a value in JSON text; other
// names of the same key, and keys that it replaces (LAYERS and HIDDEN_UNITS by RNN_LAYER_SIZES),
// are left out. `name` is that of the file in messages. Throws config for what is no JSON object.
std::string with_settings(const std::string& text, const std::string& name,
                          const std::vector<std::pair<std::string, std::string>>& settings);

// The same for a file, which is written whole or not at all. Where `path` does not exist, it begins
// as `base` does; both may be "". Throws config, cannot_create, io.
void apply_settings(const std::string& path, const std::string& base,
                    const std::vector<std::pair<std::string, std::string>>& settings);

}  // namespace lstmtrain::io
