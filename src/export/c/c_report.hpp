// report.md and report.json of an export to C: what it takes of a device, and what it loses.
#pragma once

#include <string>
#include <vector>

#include "export/c/c_frame.hpp"
#include "export/c/c_loss.hpp"

namespace lstmtrain::exporting {

// Of one row.
struct CCost {
  std::size_t constants = 0, state = 0, stack = 0;  // bytes; stack: arrays of NAME_step, and 128
  std::size_t multiply_adds = 0, activations = 0;
};
// `constants` and `state` in bytes; a number has `word` bytes on the stack.
CCost c_cost(const ModelSpec& spec, std::size_t constants, std::size_t state, std::size_t word);

struct CReport {
  const CFacts& facts;
  std::string weights;  // "float32"
  CCost cost;
  int golden_rows = 0;
  std::vector<FormLoss> data, test;  // [K] each; none without rows
};

std::string report_json(const CReport& report);
std::string report_markdown(const CReport& report);

}  // namespace lstmtrain::exporting
