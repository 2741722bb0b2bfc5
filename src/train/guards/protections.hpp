// What guards a training, in words for its first lines.
#pragma once

#include <string>
#include <vector>

#include "lstmtrain/hyperparams.hpp"

namespace lstmtrain {

// A line for each protection that is on, and for each that the user turned off.
std::vector<std::string> protections(const Hyperparams& hyperparams);

}  // namespace lstmtrain
