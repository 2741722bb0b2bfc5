// Time stamps of a clock that is coarser than the rows.
#pragma once

#include <optional>
#include <string>

#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

// Spreads stamps that are repeated evenly to the next one, where the finer rate is plain: at least
// five groups of equal stamps, the same number of rows in each but for one, and the first and last,
// and equal steps between them. A line for the user where it did, and where
// it did not although most rows repeat a stamp.
std::optional<std::string> spread_stamps(SourceFile& file);

}  // namespace lstmtrain
