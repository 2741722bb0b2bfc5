// The wording of --help: examples first, then the options, then the table of exit codes.
#pragma once

#include <string>

namespace lstmtrain::cli {

struct Command;

// The help of `command`, or of the whole program for nullptr. `options` is the list of options as
// CLI11 formats it.
std::string help_text(const Command* command, const std::string& options);

}  // namespace lstmtrain::cli
