// What the choice of columns gives away: features that are made of the target, or whose quotient it
// is.
#pragma once

#include <string>
#include <vector>

#include "lstmtrain/hyperparams.hpp"

namespace lstmtrain {

// Lines for the user. Expects derived columns without a fault.
std::vector<std::string> column_notes(const Hyperparams& hyperparams);

}  // namespace lstmtrain
