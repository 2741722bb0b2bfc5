#include "base/expression/expression_functions.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/nearest.hpp"
#include "base/text/words.hpp"

namespace lstmtrain {
namespace {

// shift, rolling_max and butterworth_filter are VEstim's names, arcsin and its like numpy's.
constexpr std::array kFunctions = {
    Function{"abs", Op::abs, Rest::none, "abs(x)"},
    Function{"sqrt", Op::sqrt, Rest::none, "sqrt(x)"},
    Function{"exp", Op::exp, Rest::none, "exp(x)"},
    Function{"log", Op::log, Rest::none, "log(x)"},
    Function{"log10", Op::log10, Rest::none, "log10(x)"},
    Function{"log2", Op::log2, Rest::none, "log2(x)"},
    Function{"sin", Op::sin, Rest::none, "sin(x)"},
    Function{"cos", Op::cos, Rest::none, "cos(x)"},
    Function{"tan", Op::tan, Rest::none, "tan(x)"},
    Function{"asin", Op::asin, Rest::none, "asin(x)"},
    Function{"acos", Op::acos, Rest::none, "acos(x)"},
    Function{"atan", Op::atan, Rest::none, "atan(x)"},
    Function{"arcsin", Op::asin, Rest::none, "arcsin(x)"},
    Function{"arccos", Op::acos, Rest::none, "arccos(x)"},
    Function{"arctan", Op::atan, Rest::none, "arctan(x)"},
    Function{"sinh", Op::sinh, Rest::none, "sinh(x)"},
    Function{"cosh", Op::cosh, Rest::none, "cosh(x)"},
    Function{"tanh", Op::tanh, Rest::none, "tanh(x)"},
    Function{"floor", Op::floor, Rest::none, "floor(x)"},
    Function{"ceil", Op::ceil, Rest::none, "ceil(x)"},
    Function{"round", Op::round, Rest::none, "round(x)"},
    Function{"sign", Op::sign, Rest::none, "sign(x)"},
    Function{"min", Op::min, Rest::some, "min(x, y, ...)"},
    Function{"max", Op::max, Rest::some, "max(x, y, ...)"},
    Function{"minimum", Op::min, Rest::some, "minimum(x, y, ...)"},
    Function{"maximum", Op::max, Rest::some, "maximum(x, y, ...)"},
    Function{"pow", Op::power, Rest::one, "pow(x, y)"},
    Function{"power", Op::power, Rest::one, "power(x, y)"},
    Function{"clip", Op::clip, Rest::two, "clip(x, low, high)"},
    Function{"lag", Op::lag, Rest::rows, "lag(x, rows)"},
    Function{"shift", Op::lag, Rest::rows, "shift(x, rows)"},
    Function{"diff", Op::diff, Rest::rows_or_1, "diff(x) or diff(x, rows)"},
    Function{"moving_average", Op::moving_average, Rest::rows, "moving_average(x, rows)"},
    Function{"moving_min", Op::moving_min, Rest::rows, "moving_min(x, rows)"},
    Function{"moving_max", Op::moving_max, Rest::rows, "moving_max(x, rows)"},
    Function{"rolling_max", Op::moving_max, Rest::rows, "rolling_max(x, rows)"},
    Function{"rolling_min", Op::moving_min, Rest::rows, "rolling_min(x, rows)"},
    Function{"rolling_mean", Op::moving_average, Rest::rows, "rolling_mean(x, rows)"},
    Function{"moving_std", Op::moving_std, Rest::rows, "moving_std(x, rows)"},
    Function{"rolling_std", Op::moving_std, Rest::rows, "rolling_std(x, rows)"},
    Function{"savitzky_golay", Op::savitzky_golay, Rest::rows_order,
             "savitzky_golay(x, rows, order)"},
    Function{"butterworth", Op::butterworth, Rest::order_corner, "butterworth(x, order, hertz)"},
    Function{"butterworth_filter", Op::butterworth_at, Rest::corner_rate_order,
             "butterworth_filter(x, corner_hertz, sampling_hertz, order)"},
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
