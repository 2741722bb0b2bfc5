// Which part of the network an element of a parameter belongs to.
#pragma once

#include <string>

#include "lstmtrain/model.hpp"

namespace lstmtrain {

// "layer 0, forget gate f, unit 5", "output 0", "unit 3": layers counted from 0, as in the names.
// `index` is the element's in `info`, an array of `spec`.
std::string param_place(const ModelSpec& spec, const ParamInfo& info, std::size_t index);

}  // namespace lstmtrain
