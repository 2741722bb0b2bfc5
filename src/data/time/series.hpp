// SERIES_COLUMN: several series in one file, interleaved or one after another.
#pragma once

#include <cstdint>
#include <vector>

#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

// Puts the rows of each series together, series in the order in which they first appear, rows in
// the order in which they stand; a break lies between two. series [rows]: which one each row is of.
// Returns the number of series.
std::size_t group_series(const std::vector<std::uint32_t>& series, SourceFile& file);

}  // namespace lstmtrain
