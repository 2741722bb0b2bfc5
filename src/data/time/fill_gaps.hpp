// FILL_ROWS: short gaps are filled, so that a few lost rows do not end a series.
#pragma once

#include "data/table.hpp"

namespace lstmtrain {

// Puts rows on the straight line between the two sides of each gap in which at most `most` rows are
// missing at the file's period; a bad cell on either side leaves bad cells. Returns how many. The
// new rows count to the line before the gap.
std::size_t fill_gaps(std::size_t most, Table& table);

}  // namespace lstmtrain
