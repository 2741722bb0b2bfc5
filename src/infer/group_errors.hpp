// Errors by condition: of groups of rows instead of files.
#pragma once

#include <string>
#include <vector>

#include "lstmtrain/evaluate.hpp"

namespace lstmtrain {

// A group for each row of predictions.
struct RowGroups {
  std::vector<std::string> names;
  std::vector<std::vector<int>> rows;  // [files][rows] into names; -1 for a row of no group
};

// The errors of each group, its name instead of the file's.
std::vector<FileMetrics> measure_groups(const Model& model, const Dataset& dataset,
                                        const Predictions& predictions, const RowGroups& groups);

}  // namespace lstmtrain
