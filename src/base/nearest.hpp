// The known name that a mistyped one most likely meant. For whatever refuses a name: keys of
// hyperparams.json, columns of a data file.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace lstmtrain {

// The candidate with the smallest edit distance to `name` (Damerau, Levenshtein: insert, delete,
// replace, swap of neighbours), letter case and the signs `_ - ` aside. The first of equals.
// Empty when none is near: more than a third of the longer name would have to change and neither
// begins with the other.
std::string nearest_name(std::string_view name, std::span<const std::string> candidates);

}  // namespace lstmtrain
