// A clock without colons: hours, minutes and seconds as the digits of one number, 95959 and then
// 100000.
#pragma once

#include <optional>
#include <span>

namespace lstmtrain {

// Whether numbers of a time column are such a clock: whole, each a time of day, and of equal steps
// only when they are read so. Then a number behind which the digits jump.
std::optional<double> packed_clock(std::span<const double> numbers);

}  // namespace lstmtrain
