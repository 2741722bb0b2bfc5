// The objects of a metrics.jsonl, also of one that is being written or was torn: a line that is no
// whole object is passed over.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace lstmtrain::files {

// In the order of the file; none where the file cannot be read.
std::vector<nlohmann::json> json_lines(const std::string& path);

}  // namespace lstmtrain::files
