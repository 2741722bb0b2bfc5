// From the words of the command line to what is to be done.
#pragma once

#include <string>
#include <vector>

#include "cli/command.hpp"

namespace lstmtrain::cli {

// Parses `args` (without the program's name): a command's name first, or none for train. What is
// returned runs it, or prints --help or --version. Throws usage with the nearest known word.
Action parse_command_line(const std::vector<std::string>& args);

// The options of `command` as --help shows them, those that every command has included.
std::vector<OptionHelp> options_of(const Command& command);

}  // namespace lstmtrain::cli
