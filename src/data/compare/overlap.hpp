// Rows that are trained on and judged by at once: their errors are no evidence.
#pragma once

#include <string>
#include <vector>

#include "data/clean/outliers.hpp"
#include "data/faults.hpp"

namespace lstmtrain {

// Faults for each validation and test table that shares rows with a training table: the whole of
// either, or 300 consecutive rows and more that are equal in all columns and have 30 distinct
// values of the target (a rest has fewer, and is no leak). With ALLOW_OVERLAP they are notes.
// Memory: eight bytes a row of the largest table, and 40 for each 150 training rows.
void find_overlaps(const Hyperparams& hyperparams, const std::vector<std::string>& columns,
                   const RawTables& tables, const Faults& faults, Dataset& dataset);

}  // namespace lstmtrain
