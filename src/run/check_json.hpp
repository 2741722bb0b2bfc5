// What `lstmtrain check --json` prints.
#pragma once

#include <string>

#include "lstmtrain/dataset.hpp"

namespace lstmtrain::run {

// One JSON object, indented: every file with its time, rows, parts, cuts and columns; `all` of them
// together; what training would refuse (`problems`), warn of and note.
std::string check_json(const DataCheck& check);

}  // namespace lstmtrain::run
