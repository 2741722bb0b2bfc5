// A file whose newest row stands first.
#pragma once

#include <cstdint>
#include <vector>

#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

// All through the file no time is above the one before, and the last one is below the first.
bool runs_backward(const SourceFile& file);

// Its rows, with their times, cells and lines, in the order of time; `series` [rows] alike, or
// empty.
void turn_around(SourceFile& file, std::vector<std::uint32_t>& series);

}  // namespace lstmtrain
