// The words of what arguments.hpp refuses.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "lstmtrain/error.hpp"

namespace lstmtrain {

inline constexpr const char* kMadeByFit = "give a model as fit() or load_model() made it.";

[[noreturn]] inline void refuse(const std::string& where, const std::string& what,
                                const std::string& got, const std::string& expected,
                                const std::string& hint) {
  throw Error(ErrorCode::config,
              where + ": " + what + ", got " + got + ", expected " + expected + ". Hint: " + hint);
}

inline void require_size(const std::string& where, const std::string& what, std::size_t got,
                         std::size_t expected, const std::string& hint) {
  if (got != expected) refuse(where, what, std::to_string(got), std::to_string(expected), hint);
}

inline void require_between(const std::string& where, const std::string& what, long long got,
                            long long low, long long high, const std::string& hint) {
  if (got < low || got > high)
    refuse(where, what, std::to_string(got), std::to_string(low) + ".." + std::to_string(high),
           hint);
}

template <class Scalar>
void require_finite(const std::string& where, const std::string& what,
                    const std::vector<Scalar>& values) {
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isfinite(values[i]))
      refuse(where, what + "[" + std::to_string(i) + "]", std::to_string(values[i]),
             "a finite number", kMadeByFit);
}

}  // namespace lstmtrain
