// What was caught, as the one kind of fault that the program knows: no exception of a library ends
// it in words of its own.
#pragma once

#include <exception>

#include "lstmtrain/error.hpp"

namespace lstmtrain {

// An Error as it is; memory that there is not (bad_alloc, length_error): config; a file system
// that refuses: io; whatever else: internal, a fault of ours.
Error caught(const std::exception& exception);

}  // namespace lstmtrain
