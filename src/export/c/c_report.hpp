// report.md and report.json of an export to C: what it takes of a device, and what it loses.
#pragma once

#include <string>
#include <vector>

#include "export/c/c_loss.hpp"
#include "export/c/c_network.hpp"
#include "export/c/c_source.hpp"

namespace lstmtrain::exporting {

// Of one row.
struct CCost {
  std::size_t constants = 0, state = 0, stack = 0;  // bytes; stack: arrays of NAME_step, and 128
  std::size_t multiply_adds = 0, activations = 0;
};
CCost c_cost(const CNetwork& network);

struct CReport {
  const CFacts& facts;
  CCost cost;
  int golden_rows = 0;
  std::vector<FormLoss> data, test;  // [K] each; none without rows
};

std::string report_json(const CReport& report);
std::string report_markdown(const CReport& report);

}  // namespace lstmtrain::exporting
