#include "data/time/series.hpp"

#include <algorithm>
#include <numeric>

namespace lstmtrain {

std::size_t group_series(const std::vector<std::uint32_t>& series, SourceFile& file) {
  std::vector<std::size_t> order(file.rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto first_of = [&] {  // of series that are numbered in any order
    std::vector<std::size_t> first(1 + *std::max_element(series.begin(), series.end()), file.rows);
    for (std::size_t row = file.rows; row-- > 0;) first[series[row]] = row;
    return first;
  };
  if (file.rows == 0) return 0;
  const std::vector<std::size_t> first = first_of();
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return first[series[a]] < first[series[b]];
  });
  SourceFile grouped;
  grouped.values.reserve(file.values.size());
  std::size_t count = 1;
  for (std::size_t row = 0; row < file.rows; ++row) {
    const std::size_t from = order[row];
    if (row > 0 && series[from] != series[order[row - 1]]) {
      grouped.breaks.push_back(row);
      ++count;
    }
    for (std::size_t c = 0; c < file.columns; ++c)
      grouped.values.push_back(file.values[from * file.columns + c]);
    for (std::size_t c = 0; c < file.columns && !file.residuals.empty(); ++c)
      grouped.residuals.push_back(file.residuals[from * file.columns + c]);
    if (!file.time.empty()) grouped.time.push_back(file.time[from]);
    grouped.row_lines.push_back(file.line(from));
  }
  file.values = std::move(grouped.values);
  file.residuals = std::move(grouped.residuals);
  file.time = std::move(grouped.time);
  file.row_lines = std::move(grouped.row_lines);
  file.breaks = std::move(grouped.breaks);
  return count;
}

}  // namespace lstmtrain
