// Errors as an aligned table, per file and pooled, in the target's unit. Used by train and test.
#pragma once

#include <string>
#include <vector>

#include "lstmtrain/trainer.hpp"

namespace lstmtrain::cli {

struct NamedResult {
  std::string name;  // "train", "val", "test"; "" leaves the column out
  const TestResult* result = nullptr;
};

// One table for each target.
std::string metrics_table(const Model& model, const std::vector<NamedResult>& results);

}  // namespace lstmtrain::cli
