// The strings of a model file: everything about a model but its parameters. Their meaning stands in
// model_file.hpp.
#pragma once

#include <string>

#include "base/state_dict.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain::files {

Metadata model_metadata(const Model& model);

// Everything but `params`. `where` begins every message. Throws data.
Model model_from_metadata(const Metadata& metadata, const std::string& where);

}  // namespace lstmtrain::files
