// Errors as an aligned table, per file and pooled, in the target's unit.
#pragma once

#include <string>
#include <vector>

#include "lstmtrain/evaluate.hpp"

namespace lstmtrain::cli {

struct NamedResult {
  std::string name;  // "train", "val", "test"; "" leaves the column out
  const TestResult* result = nullptr;
};

// One table for each target.
std::string metrics_table(const Model& model, const std::vector<NamedResult>& results);

// Groups of rows, `by` above their names; one table for each target.
std::string groups_table(const Model& model, const std::string& by,
                         const std::vector<FileMetrics>& groups);

// One row for a model, the data it was tested on and a target.
struct Compared {
  std::string model, data;
  const Model* of = nullptr;
  const TestResult* result = nullptr;
};
// All in one table; units stand beside the targets.
std::string comparison_table(const std::vector<Compared>& rows);

}  // namespace lstmtrain::cli
