// What the ranges of the columns give away: constant ones, and features of mixed scale.
#pragma once

#include <string>
#include <vector>

#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

// Lines for the user on one set of files: constant columns; features whose magnitudes or spreads
// differ by over 10x, named with their ranges. `normalization` as in NORMALIZATION.
std::vector<std::string> scale_notes(const Dataset& dataset, const std::vector<std::size_t>& files,
                                     Normalization normalization);

}  // namespace lstmtrain
