// The network in float32, as C.
#pragma once

#include <cstddef>

#include "export/c/c_frame.hpp"
#include "export/c/c_network.hpp"

namespace lstmtrain::exporting {

CParts float_parts(const CNetwork& network);

// Bytes of the constants.
std::size_t constant_bytes(const CNetwork& network);

}  // namespace lstmtrain::exporting
