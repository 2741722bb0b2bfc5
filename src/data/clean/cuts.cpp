#include "data/clean/cuts.hpp"

#include <cmath>

#include "base/plain_text.hpp"
#include "data/clean/gate.hpp"
#include "data/time/parts.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kMostCuts = 100;

// Why the series ends between `row` and the row before.
std::string reason_of(const SourceFile& file, std::size_t row, bool bad_before) {
  if (bad_before) return "bad cell";
  if (is_break(file, row)) return "another series";
  const double step = file.time[row] - file.time[row - 1];
  if (std::isnan(step)) return "no time";
  return std::string(step < 0 ? "step back" : "time gap") + " of " + four_digits(std::abs(step)) +
         " s";
}

}  // namespace

void count_cuts(const SourceFile& file, bool keep_bad, FileSummary& summary) {
  const std::vector<Segment> parts = unbroken(file, parts_in_time(file, 0), keep_bad);
  summary.parts = parts.size();
  for (std::size_t p = 0; p < parts.size() && summary.cuts.size() < kMostCuts; ++p) {
    const std::size_t row = parts[p].begin;
    const bool bad_before = row > 0 && (p == 0 || parts[p - 1].end != row);
    if (p == 0 && !bad_before) continue;
    const std::size_t at = bad_before ? (p == 0 ? 0 : parts[p - 1].end) : row;
    summary.cuts.push_back({file.line(at), reason_of(file, row, bad_before)});
  }
}

}  // namespace lstmtrain
