// Recommended settings written into a file of the user's, by `lr-find --apply` and `doctor --fix`.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace lstmtrain::cli {

// settings::with_settings for a file, which is written whole or not at all. Where `path` does not
// exist, it begins as `base` does; both may be "". Throws config, cannot_create, io.
void apply_settings(const std::string& path, const std::string& base,
                    const std::vector<std::pair<std::string, std::string>>& settings);

}  // namespace lstmtrain::cli
