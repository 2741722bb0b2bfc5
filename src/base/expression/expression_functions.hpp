// The functions that a formula may call: name, what they compute, what stands in their brackets.
#pragma once

#include <string>
#include <string_view>

#include "base/expression/expression.hpp"

namespace lstmtrain {

// What stands behind the first argument.
enum class Rest {
  none,
  one,
  two,
  some,
  rows,
  rows_or_1,
  seconds,
  rows_order,         // rows, order of a polynomial
  order_corner,       // order, corner in Hz
  corner_rate_order,  // corner in Hz, sampling rate in Hz, order: VEstim's
};

struct Function {
  const char* name;
  Op op;
  Rest rest;
  const char* form;  // as a message shows it
};

// nullptr when there is none of this name.
const Function* find_function(std::string_view name);

// All names, for a message; and "did you mean ...?", or nothing.
std::string function_names();
std::string nearest_function(std::string_view name);

}  // namespace lstmtrain
