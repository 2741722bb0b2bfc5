// A set of files that is cut into parts of a few rows: a wrong clock, a rate that changes, a column
// that is mostly bad. It would train, on series without a past.
#pragma once

#include <string>
#include <vector>

#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

inline constexpr std::size_t kTinyPart = 10;     // rows: a shorter part is one
inline constexpr std::size_t kLeastParts = 100;  // that are judged

// Throws data where `segments` of `files` are a hundred or more and half of their rows lie in tiny
// ones; it names what cuts them, and the cure. `set`: "training data", "validation data".
void require_whole_parts(const Dataset& dataset, const std::vector<std::size_t>& files,
                         const std::vector<Segment>& segments, const std::string& set);

}  // namespace lstmtrain
