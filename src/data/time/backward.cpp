#include "data/time/backward.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "data/time/day_clock.hpp"

namespace lstmtrain {

namespace {

bool runs_backward(const std::vector<double>& time) {
  return time.size() > 2 && std::is_sorted(time.rbegin(), time.rend()) &&
         time.back() < time.front();
}

// Of a clock without a date, read from the last row to the first.
std::vector<double> days_from_the_end(const std::vector<double>& time) {
  std::vector<double> days(time.size());
  DayClock clock;
  for (std::size_t row = time.size(); row-- > 0;) days[row] = clock.follow(time[row]);
  return days;
}

}  // namespace

std::optional<std::string> turn_around(SourceFile& file, bool clock_alone,
                                       std::vector<std::uint32_t>& series) {
  if (!runs_backward(file.time)) {
    if (!clock_alone) return std::nullopt;
    std::vector<double> days = days_from_the_end(file.time);
    if (!runs_backward(days)) return std::nullopt;
    file.time = std::move(days);
  }
  std::vector<std::uint64_t> lines(file.rows);
  for (std::size_t row = 0; row < file.rows; ++row) lines[file.rows - 1 - row] = file.line(row);
  file.row_lines = std::move(lines);
  std::reverse(file.time.begin(), file.time.end());
  std::reverse(series.begin(), series.end());
  for (std::vector<float>* cells : {&file.values, &file.residuals})
    for (std::size_t a = 0, b = file.rows - 1; a < b && !cells->empty(); ++a, --b)
      std::swap_ranges(cells->begin() + static_cast<std::ptrdiff_t>(a * file.columns),
                       cells->begin() + static_cast<std::ptrdiff_t>((a + 1) * file.columns),
                       cells->begin() + static_cast<std::ptrdiff_t>(b * file.columns));
  return file.path +
         ": the newest row stands first; the rows are read in the order of time, and so are their "
         "predictions.";
}

}  // namespace lstmtrain
