// The one spelling of "no value".
#pragma once

#include <limits>

namespace lstmtrain {

inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
inline constexpr float kNaNf = std::numeric_limits<float>::quiet_NaN();

}  // namespace lstmtrain
