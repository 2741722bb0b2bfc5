// Seconds of one of the numbers in a time column.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "data/csv/lines.hpp"
#include "lstmtrain/hyperparams.hpp"

namespace lstmtrain {

// As TIME_UNIT says, else the column's name, else the size of its first number.
double scale_of(const std::string& name, TimeUnit unit, const Rows& rows, std::size_t column);

// The unit in which `numbers` run as far as the seconds of another clock in the same rows; NaN is
// no time. None where the clock is too coarse to tell, or they run apart: one of the two stops at
// pauses.
std::optional<double> scale_by_clock(const std::vector<double>& numbers,
                                     const std::vector<double>& seconds);

}  // namespace lstmtrain
