// NAME.h and NAME.c: the network in C99.
#pragma once

#include <cstddef>
#include <string>

#include "export/c/c_network.hpp"
#include "export/exporter.hpp"

namespace lstmtrain::exporting {

// What both say of the model.
struct CFacts {
  const ExportRequest& request;
  const CNetwork& network;
  std::uint32_t crc = 0;  // of the model file
};

std::string c_header(const CFacts& facts);
std::string c_source(const CFacts& facts);

// Bytes of NAME_state, and of the constants, as any usual compiler lays them out.
std::size_t state_bytes(const CNetwork& network);
std::size_t constant_bytes(const CNetwork& network);

}  // namespace lstmtrain::exporting
