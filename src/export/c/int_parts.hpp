// The network in integers, as C.
#pragma once

#include <cstddef>

#include "export/c/c_frame.hpp"
#include "export/c/int_network.hpp"

namespace lstmtrain::exporting {

CParts int_parts(const IntNetwork& network);

// Bytes of the constants.
std::size_t constant_bytes(const IntNetwork& network);

}  // namespace lstmtrain::exporting
