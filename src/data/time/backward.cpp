#include "data/time/backward.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace lstmtrain {

bool runs_backward(const SourceFile& file) {
  const std::vector<double>& time = file.time;
  return time.size() > 2 && std::is_sorted(time.rbegin(), time.rend()) &&
         time.back() < time.front();
}

void turn_around(SourceFile& file, std::vector<std::uint32_t>& series) {
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
}

}  // namespace lstmtrain
