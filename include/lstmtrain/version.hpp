// The version of the library, by semantic versioning. The macros say which headers a program was
// compiled with, version() which library it runs with.
#pragma once

#define LSTMTRAIN_VERSION_MAJOR 0
#define LSTMTRAIN_VERSION_MINOR 1
#define LSTMTRAIN_VERSION_PATCH 0
#define LSTMTRAIN_VERSION_STRING "0.1.0"

namespace lstmtrain {

// "0.1.0". The text lives as long as the program.
const char* version();

}  // namespace lstmtrain
