// The version rule that model files and checkpoints share. A file carries the lowest
// `format_version` that can express it: 1 is all that 0.1.0 could. 2 adds `requires`, a JSON list
// of names: what a reader must understand to read the file rightly. Whoever knows every name reads
// it; whoever does not refuses it by that name. Other unknown metadata is ignored.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/state_dict.hpp"

namespace lstmtrain::files {

inline constexpr int kNewestFormatVersion = 2;

// "format_version", and "requires" where `required` names something.
void put_format_version(Metadata& metadata, const std::vector<std::string>& required);

// The names that the file requires. Throws data: a version that is none or newer, a name that is
// not among `known`. `where` begins every message.
std::vector<std::string> required_by(const Metadata& metadata, const std::string& where,
                                     std::span<const std::string_view> known);

}  // namespace lstmtrain::files
