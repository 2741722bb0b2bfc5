// Stage 1 for MATLAB files (.mat, v5 and v7.3): numeric vectors of one length are columns, by the
// variable's name or, inside a struct, the field's. The one door to libmatio, which is optional:
// without it this is not built.
#pragma once

#include "data/table.hpp"

namespace lstmtrain {

// As read_csv; a "line" is the row from 1. Times are seconds. Throws not_found, io, data.
Table read_mat(const std::string& path, const std::string& name,
               const std::vector<std::string>& columns, const Hyperparams& hyperparams,
               const Digits& digits);

}  // namespace lstmtrain
