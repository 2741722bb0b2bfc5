// The commands, from which come the parsing, --help, the manual page, the completions and the
// dispatch.
#pragma once

#include <span>

#include "cli/command.hpp"

namespace lstmtrain::cli {

// In the order of --help; the first is the one that runs when none is named.
std::span<const Command* const> command_table();

}  // namespace lstmtrain::cli
