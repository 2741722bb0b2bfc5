#include "data/clean/gate.hpp"

#include <algorithm>
#include <cmath>

#include "base/plain_text.hpp"

namespace lstmtrain {
namespace {

constexpr double kMixedScale = 10;  // features whose magnitudes differ by more are worth a line

bool bad_row(const SourceFile& file, std::size_t row) {
  for (std::size_t c = 0; c < file.columns; ++c)
    if (!std::isfinite(file.at(row, c))) return true;
  return false;
}

// One column over several files.
struct Range {
  double min = 0, max = 0;
  bool any = false;
  double magnitude() const { return std::max(std::abs(min), std::abs(max)); }
  double spread() const { return max - min; }
  std::string text() const { return four_digits(min) + " to " + four_digits(max); }
};

Range range_of(const Dataset& dataset, const std::vector<std::size_t>& files, std::size_t column) {
  Range range;
  for (const std::size_t file : files) {
    const ColumnSummary& summary = dataset.summaries[file].columns[column];
    if (summary.bad() >= dataset.summaries[file].rows) continue;
    range.min = range.any ? std::min(range.min, summary.min) : summary.min;
    range.max = range.any ? std::max(range.max, summary.max) : summary.max;
    range.any = true;
  }
  return range;
}

// Where `row` lies between the good rows `before` and `after`, 0..1.
double share_of(const SourceFile& file, std::size_t before, std::size_t row, std::size_t after) {
  if (file.time.empty())
    return static_cast<double>(row - before) / static_cast<double>(after - before);
  return (file.time[row] - file.time[before]) / (file.time[after] - file.time[before]);
}

// The largest over the smallest of the sizes that are not 0.
double ratio(const std::vector<Range>& ranges, double (Range::*size)() const) {
  double low = 0, high = 0;
  for (const Range& range : ranges) {
    const double value = (range.*size)();
    if (value == 0) continue;
    low = low == 0 ? value : std::min(low, value);
    high = std::max(high, value);
  }
  return low == 0 ? 1 : high / low;
}

}  // namespace

double median_period(const SourceFile& file) {
  std::vector<double> steps;
  for (std::size_t row = 1; row < file.time.size(); ++row)
    if (const double step = file.time[row] - file.time[row - 1]; step > 0) steps.push_back(step);
  if (steps.empty()) return 0;
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::nth_element(steps.begin(), middle, steps.end());
  return *middle;
}

std::vector<Segment> parts_in_time(const SourceFile& file, std::size_t index) {
  std::vector<Segment> parts;
  std::size_t begin = 0;
  for (std::size_t row = 1; row < file.rows && !file.time.empty(); ++row) {
    if (!is_gap(file.time[row] - file.time[row - 1], file.period) &&
        !std::binary_search(file.breaks.begin(), file.breaks.end(), row))
      continue;
    parts.push_back({index, begin, row});
    begin = row;
  }
  parts.push_back({index, begin, file.rows});
  return parts;
}

std::size_t interpolate(SourceFile& file, const std::vector<Segment>& parts) {
  std::size_t filled = 0;
  for (const Segment& part : parts)
    for (std::size_t c = 0; c < file.columns; ++c) {
      std::size_t good = part.end;  // the last good row; part.end: none yet
      for (std::size_t row = part.begin; row < part.end; ++row) {
        if (!std::isfinite(file.at(row, c))) continue;
        for (std::size_t r = good + 1; good != part.end && r < row; ++r, ++filled) {
          const double from = static_cast<double>(file.at(good, c));
          const double to = static_cast<double>(file.at(row, c));
          file.values[r * file.columns + c] =
              static_cast<float>(from + share_of(file, good, r, row) * (to - from));
        }
        good = row;
      }
    }
  return filled;
}

std::vector<Segment> unbroken(const SourceFile& file, const std::vector<Segment>& parts,
                              bool keep_bad) {
  if (keep_bad) return parts;
  std::vector<Segment> segments;
  for (const Segment& part : parts)
    for (std::size_t row = part.begin; row < part.end; ++row) {
      if (bad_row(file, row)) continue;
      if (segments.empty() || segments.back().end != row || row == part.begin)
        segments.push_back({part.file, row, row});
      segments.back().end = row + 1;
    }
  return segments;
}

std::size_t count_bad_rows(const SourceFile& file) {
  std::size_t count = 0;
  for (std::size_t row = 0; row < file.rows; ++row) count += bad_row(file, row);
  return count;
}

void count_gaps(const SourceFile& file, FileSummary& summary) {
  summary.period = file.period;
  for (std::size_t row = 1; row < file.time.size(); ++row) {
    const double step = file.time[row] - file.time[row - 1];
    summary.backward += step <= 0;
    summary.gaps += step > kGapPeriods * file.period;
  }
  summary.bad_rows += count_bad_rows(file);
}

std::vector<std::string> scale_notes(const Dataset& dataset, const std::vector<std::size_t>& files,
                                     Normalization normalization) {
  std::vector<std::string> notes;
  std::vector<Range> features;
  std::string named;
  for (std::size_t c = 0; c < dataset.columns.size(); ++c) {
    const Range range = range_of(dataset, files, c);
    if (!range.any) continue;
    const bool feature = c < dataset.num_features;
    if (range.spread() == 0)
      notes.push_back("column \"" + dataset.columns[c] + "\" is constant (" +
                      four_digits(range.min) + ") over the training data" +
                      (feature ? "; it can teach nothing." : "; there is nothing to learn."));
    if (!feature) continue;
    features.push_back(range);
    named += (named.empty() ? "\"" : ", \"") + dataset.columns[c] + "\" " + range.text();
  }
  const double most = std::max(ratio(features, &Range::magnitude), ratio(features, &Range::spread));
  if (most > kMixedScale)
    notes.push_back("features of mixed scale, up to " + four_digits(most) + "x: " + named +
                    (normalization == Normalization::none
                         ? "; NORMALIZATION none feeds them so. Hint: set it to minmax or zscore."
                         : "; the scaler (NORMALIZATION " + std::string(name_of(normalization)) +
                               ") removes it."));
  return notes;
}

}  // namespace lstmtrain
