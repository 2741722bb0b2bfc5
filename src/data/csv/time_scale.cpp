#include "data/csv/time_scale.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "data/csv/csv_cell.hpp"
#include "data/csv/time_name.hpp"

namespace lstmtrain {
namespace {

constexpr std::array kUnits = {1e-9, 1e-6, 1e-3, 1.0, 60.0, 3600.0, 86400.0};
constexpr double kApart = 0.02;     // two clocks of one computer
constexpr double kCoarsest = 0.05;  // of the span that is looked at

// Times that by their size are no seconds of a test: of the first row that is a number.
double scale_by_size(const std::string& name, const Rows& rows, std::size_t column) {
  constexpr double kMilliseconds = 1e12, kMicroseconds = 1e15, kNanoseconds = 1e18;  // since 1970
  constexpr double kFirstDay = 20'000, kLastDay = 80'000;  // of a spreadsheet: 1954 to 2119
  for (const std::vector<std::string_view>& cells : rows) {
    if (column >= cells.size()) continue;
    const CellValue cell = parse_either_mark(cells[column]);
    if (cell.kind != CellKind::number) continue;
    if (cell.value >= kNanoseconds) return 1e-9;
    if (cell.value >= kMicroseconds) return 1e-6;
    if (cell.value >= kMilliseconds) return 1e-3;
    const bool day = cell.value > kFirstDay && cell.value < kLastDay;
    return day && is_date_name(name) ? 86400 : 1;
  }
  return 1;
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
  for (const double unit : kUnits)
    if (std::abs(span / (length * unit) - 1) < kApart + 2 * tick / span) return unit;
  return std::nullopt;
}

}  // namespace

double scale_of(const std::string& name, TimeUnit unit, const Rows& rows, std::size_t column) {
  switch (unit) {
    case TimeUnit::automatic:
      if (const std::optional<double> scale = unit_in_name(name)) return *scale;
      return scale_by_size(name, rows, column);
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
  return all == unit_until(rows / 2, numbers, seconds) ? all : std::nullopt;
}

}  // namespace lstmtrain
