// Stage 1: the text of one CSV file -> its rows, with every cell that is no number counted by kind
// and place.
#pragma once

#include <string>
#include <vector>

#include "data/csv/limits.hpp"
#include "data/table.hpp"

namespace lstmtrain {

// `columns` features and targets in order. Bad cells are NaN; under MISSING_DATA keep they are what
// they read (text and blank: NaN). Reads block by block: memory is that of the rows. Throws
// not_found, io, and data (path:line:column): empty or binary file, header only, missing column,
// ragged row, more than csv/limits.hpp or `max_rows` allow. Bad cells are counted here and judged
// by the caller.
Table read_csv(const std::string& path, const std::string& name,
               const std::vector<std::string>& columns, const Hyperparams& hyperparams,
               std::size_t max_rows = kMaxRows, const Digits& digits = {});

}  // namespace lstmtrain
