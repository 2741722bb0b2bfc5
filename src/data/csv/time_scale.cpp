#include "data/csv/time_scale.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "data/csv/time_name.hpp"

namespace lstmtrain {
namespace {

constexpr std::array kUnitSeconds = {1e-9, 1e-6, 1e-3, 1.0, 60.0, 3600.0, 86400.0};
constexpr double kApart = 0.02;    // two clocks of one computer
constexpr double kCoarsest = 0.5;  // step of a clock, of the span that is looked at

// The median step from one number to the next; 0 where there is none.
double usual_step(const std::vector<double>& numbers) {
  std::vector<double> steps;
  for (std::size_t i = 1; i < numbers.size(); ++i)
    if (numbers[i] > numbers[i - 1]) steps.push_back(numbers[i] - numbers[i - 1]);
  if (steps.empty()) return 0;
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::nth_element(steps.begin(), middle, steps.end());
  return *middle;
}

// Times that by their size are no seconds of a test.
double scale_by_size(const std::string& name, const std::vector<double>& numbers) {
  constexpr double kMilliseconds = 1e12, kMicroseconds = 1e15, kNanoseconds = 1e18;  // since 1970
  constexpr double kFirstDay = 20'000, kLastDay = 80'000;  // of a spreadsheet: 1954 to 2119
  constexpr double kFirstDatenum = 700'000, kLastDatenum = 780'000;  // of MATLAB: 1916 to 2135
  constexpr double kMinute = 60.0 / 86400;
  const auto first = std::find_if(numbers.begin(), numbers.end(),
                                  [](double number) { return std::isfinite(number); });
  if (first == numbers.end()) return 1;
  const double size = *first;
  if (size >= kNanoseconds) return 1e-9;
  if (size >= kMicroseconds) return 1e-6;
  if (size >= kMilliseconds) return 1e-3;
  const bool day =
      (size > kFirstDay && size < kLastDay) || (size > kFirstDatenum && size < kLastDatenum);
  const double step = usual_step(numbers);
  return day && (is_date_name(name) || (step > 0 && step < 1.01 * kMinute)) ? 86400 : 1;
}

// The unit of rows 0..end: of the first and the last one that both have.
std::optional<double> unit_until(std::size_t end, const std::vector<double>& numbers,
                                 const std::vector<double>& seconds) {
  const auto both = [&](std::size_t row) {
    return std::isfinite(numbers[row]) && std::isfinite(seconds[row]);
  };
  std::size_t first = 0;
  while (first < end && !both(first)) ++first;
  std::size_t last = end;
  while (last > first && !both(last - 1)) --last;
  if (last <= first + 1) return std::nullopt;
  --last;
  double tick = std::numeric_limits<double>::infinity();  // the clock's finest step
  for (std::size_t row = first + 1; row <= last; ++row)
    if (const double step = seconds[row] - seconds[row - 1]; step > 0) tick = std::min(tick, step);
  const double span = seconds[last] - seconds[first], length = numbers[last] - numbers[first];
  if (!(length > 0) || !(tick < kCoarsest * span)) return std::nullopt;
  // The one unit by which they may run as far, each end of the clock's span within a tick.
  std::optional<double> found;
  for (const double unit : kUnitSeconds) {
    if (length * unit > (span + tick) * (1 + kApart) ||
        length * unit < (span - tick) * (1 - kApart))
      continue;
    if (found) return std::nullopt;
    found = unit;
  }
  return found;
}

}  // namespace

double scale_of(const std::string& name, const std::string& unit_cell, TimeUnit unit,
                const std::vector<double>& numbers) {
  switch (unit) {
    case TimeUnit::automatic:
      if (const std::optional<double> scale = unit_in_name(name)) return *scale;
      if (const std::optional<double> scale = unit_of_time(unit_cell)) return *scale;
      return scale_by_size(name, numbers);
    case TimeUnit::us:
      return 1e-6;
    case TimeUnit::ms:
      return 1e-3;
    case TimeUnit::min:
      return 60;
    case TimeUnit::h:
      return 3600;
    case TimeUnit::days:
      return 86400;
    case TimeUnit::s:
    case TimeUnit::file:
      break;
  }
  return 1;
}

std::optional<double> scale_by_clock(const std::vector<double>& numbers,
                                     const std::vector<double>& seconds) {
  const std::size_t rows = std::min(numbers.size(), seconds.size());
  const std::optional<double> all = unit_until(rows, numbers, seconds);
  const std::optional<double> half = unit_until(rows / 2, numbers, seconds);
  return !half || half == all ? all : std::nullopt;
}

}  // namespace lstmtrain
