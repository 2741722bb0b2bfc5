// The manual page, from the tables of commands, options, exit codes and keys.
#pragma once

#include <string>

namespace lstmtrain::cli {

// lstmtrain(1) in roff with the man macros.
std::string manual_page();

}  // namespace lstmtrain::cli
