// Numbers in files: the shortest text that reads back as the same number, in every locale.
#pragma once

#include <charconv>
#include <cmath>
#include <string>

namespace lstmtrain::text {

// float or double; "nan", "inf" and "-inf" as such.
template <class Scalar>
std::string number_text(Scalar value) {
  if (std::isnan(value)) return "nan";  // to_chars may write "-nan"
  char text[32];
  const auto result = std::to_chars(text, text + sizeof text, value);
  return std::string(text, result.ptr);
}

}  // namespace lstmtrain::text
