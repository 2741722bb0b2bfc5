// Completions of bash and zsh, from the tables of commands, options and keys.
#pragma once

#include <string>

namespace lstmtrain::cli {

std::string bash_completion();
std::string zsh_completion();

}  // namespace lstmtrain::cli
