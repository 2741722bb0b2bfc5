#include "base/expression/expression_functions.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/nearest.hpp"
#include "base/text/words.hpp"

namespace lstmtrain {
namespace {

// shift and rolling_max are VEstim's names.
constexpr std::array kFunctions = {
    Function{"abs", Op::abs, Rest::none, "abs(x)"},
    Function{"sqrt", Op::sqrt, Rest::none, "sqrt(x)"},
    Function{"exp", Op::exp, Rest::none, "exp(x)"},
    Function{"log", Op::log, Rest::none, "log(x)"},
    Function{"min", Op::min, Rest::some, "min(x, y, ...)"},
    Function{"max", Op::max, Rest::some, "max(x, y, ...)"},
    Function{"pow", Op::power, Rest::one, "pow(x, y)"},
    Function{"clip", Op::clip, Rest::two, "clip(x, low, high)"},
    Function{"lag", Op::lag, Rest::rows, "lag(x, rows)"},
    Function{"shift", Op::lag, Rest::rows, "shift(x, rows)"},
    Function{"diff", Op::diff, Rest::rows_or_1, "diff(x) or diff(x, rows)"},
    Function{"moving_average", Op::moving_average, Rest::rows, "moving_average(x, rows)"},
    Function{"moving_min", Op::moving_min, Rest::rows, "moving_min(x, rows)"},
    Function{"moving_max", Op::moving_max, Rest::rows, "moving_max(x, rows)"},
    Function{"rolling_max", Op::moving_max, Rest::rows, "rolling_max(x, rows)"},
    Function{"low_pass", Op::low_pass, Rest::seconds, "low_pass(x, seconds)"},
    Function{"low_pass_rows", Op::low_pass_rows, Rest::rows, "low_pass_rows(x, rows)"},
    Function{"integral", Op::integral, Rest::none, "integral(x)"},
    Function{"sum", Op::running_sum, Rest::none, "sum(x)"},
};

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const Function& known : kFunctions) all.emplace_back(known.name);
  return all;
}

}  // namespace

const Function* find_function(std::string_view name) {
  const auto found = std::find_if(kFunctions.begin(), kFunctions.end(),
                                  [&](const Function& known) { return name == known.name; });
  return found == kFunctions.end() ? nullptr : &*found;
}

std::string function_names() { return text::joined(names()); }

std::string nearest_function(std::string_view name) {
  const std::string near = nearest_name(name, names());
  return near.empty() ? "" : "did you mean " + near + "?";
}

}  // namespace lstmtrain
