#include "data/time/parts.hpp"

#include <algorithm>

#include "data/time/gaps.hpp"

namespace lstmtrain {

bool is_break(const SourceFile& file, std::size_t row) {
  return std::binary_search(file.breaks.begin(), file.breaks.end(), row);
}

std::vector<Segment> parts_in_time(const SourceFile& file, std::size_t index) {
  std::vector<Segment> parts;
  std::size_t begin = 0;
  const double longest = longest_step(file);
  const auto after_gap = [&](std::size_t row) {
    return !file.time.empty() && is_gap(file.time[row] - file.time[row - 1], longest);
  };
  for (std::size_t row = 1; row < file.rows; ++row) {
    if (!after_gap(row) && !is_break(file, row)) continue;
    parts.push_back({index, begin, row});
    begin = row;
  }
  parts.push_back({index, begin, file.rows});
  return parts;
}

void count_gaps(const SourceFile& file, FileSummary& summary) {
  summary.period = file.period;
  const double longest = longest_step(file);
  for (std::size_t row = 1; row < file.time.size(); ++row) {
    if (is_break(file, row)) continue;
    const double step = file.time[row] - file.time[row - 1];
    summary.backward += step < 0;
    summary.repeated += step == 0;
    summary.gaps += step > longest;
  }
}

}  // namespace lstmtrain
