// Seconds of one of the numbers in a time column.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lstmtrain/hyperparams.hpp"

namespace lstmtrain {

// As TIME_UNIT says, else the column's name, else the row of units below the header (`unit_cell`),
// else the size of the numbers: NaN is no time.
double scale_of(const std::string& name, const std::string& unit_cell, TimeUnit unit,
                const std::vector<double>& numbers);

// The unit in which `numbers` run as far as the seconds of another clock in the same rows; NaN is
// no time. None where the clock is too coarse to tell, or they run apart: one of the two stops at
// pauses.
std::optional<double> scale_by_clock(const std::vector<double>& numbers,
                                     const std::vector<double>& seconds);

}  // namespace lstmtrain
