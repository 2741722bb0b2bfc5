// NAME.h and NAME.c: what they have in common whatever the numbers of the network are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "export/exporter.hpp"

namespace lstmtrain::exporting {

struct CFacts {
  const ExportRequest& request;
  std::uint32_t crc = 0;  // of the model file
};

// What differs, as C; in `header` and `step` @NAME@, @name@ and the like are filled in.
struct CParts {
  std::string weights;          // "float32"
  std::size_t state_bytes = 0;  // of NAME_state, as any usual compiler lays it out
  std::string members;          // of NAME_state, a line each
  std::string header;           // more declarations
  std::string constants, functions;
  std::string step;    // the function NAME_step, and what it needs
  std::string finite;  // an expression: whether every number of *s is
};

std::string c_header(const CFacts& facts, const CParts& parts);
std::string c_source(const CFacts& facts, const CParts& parts);

}  // namespace lstmtrain::exporting
