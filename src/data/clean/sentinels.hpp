// Numbers that loggers and their formats write where there is no value.
#pragma once

#include <string>
#include <string_view>

namespace lstmtrain {

struct Sentinel {
  double value = 0;
  std::string_view origin;  // who writes it, in words
};

// null for any other number. `column` decides on those that only a thermometer writes.
const Sentinel* find_sentinel(float value, const std::string& column);

}  // namespace lstmtrain
