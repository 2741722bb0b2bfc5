// A file whose newest row stands first.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

// Where no time of the file is above the one before, and the last one is below the first: brings
// its rows, with their times, cells and lines, into the order of time, and says so in a line for
// the user. `clock_alone`: the times are those of a clock without a date, which rises by almost a
// day where it goes back past midnight. `series` [rows] is turned alike, or is empty.
std::optional<std::string> turn_around(SourceFile& file, bool clock_alone,
                                       std::vector<std::uint32_t>& series);

}  // namespace lstmtrain
