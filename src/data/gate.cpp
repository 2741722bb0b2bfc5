#include "data/gate.hpp"

#include <algorithm>
#include <cmath>

namespace lstmtrain {
namespace {

constexpr double kGap = 5;          // x the median step
constexpr double kMixedScale = 10;  // features whose magnitudes differ by more are worth a line

bool breaks(double step, double period) { return !(step > 0) || step > kGap * period; }

bool bad_row(const SourceFile& file, std::size_t row) {
  for (std::size_t c = 0; c < file.columns; ++c)
    if (!std::isfinite(file.at(row, c))) return true;
  return false;
}

std::string brief(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.4g", value);
  std::replace(text, text + sizeof(text), ',', '.');  // whatever the locale
  return text;
}

// One column over several files.
struct Range {
  double min = 0, max = 0;
  bool any = false;
  double magnitude() const { return std::max(std::abs(min), std::abs(max)); }
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
    if (!breaks(file.time[row] - file.time[row - 1], file.period)) continue;
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
          const float share = static_cast<float>(r - good) / static_cast<float>(row - good);
          file.values[r * file.columns + c] =
              file.at(good, c) + share * (file.at(row, c) - file.at(good, c));
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

void count_gaps(const SourceFile& file, FileSummary& summary) {
  summary.period = file.period;
  for (std::size_t row = 1; row < file.time.size(); ++row) {
    const double step = file.time[row] - file.time[row - 1];
    summary.backward += !(step > 0);
    summary.gaps += step > kGap * file.period;
  }
  for (std::size_t row = 0; row < file.rows; ++row) summary.bad_rows += bad_row(file, row);
}

std::vector<std::string> scale_notes(const Dataset& dataset,
                                     const std::vector<std::size_t>& files) {
  std::vector<std::string> notes;
  std::size_t smallest = 0, largest = 0;
  std::vector<Range> ranges;
  for (std::size_t c = 0; c < dataset.columns.size(); ++c) {
    ranges.push_back(range_of(dataset, files, c));
    if (ranges[c].any && ranges[c].min == ranges[c].max)
      notes.push_back("column \"" + dataset.columns[c] + "\" is constant (" + brief(ranges[c].min) +
                      ") over the training data" +
                      (c < dataset.num_features ? "; it can teach nothing." : "."));
    if (c >= dataset.num_features || ranges[c].magnitude() == 0) continue;
    if (ranges[smallest].magnitude() == 0 || ranges[c].magnitude() < ranges[smallest].magnitude())
      smallest = c;
    if (ranges[c].magnitude() > ranges[largest].magnitude()) largest = c;
  }
  const double low = ranges[smallest].magnitude(), high = ranges[largest].magnitude();
  if (dataset.num_features > 1 && low > 0 && high > kMixedScale * low)
    notes.push_back("features of mixed scale: \"" + dataset.columns[smallest] + "\" up to " +
                    brief(low) + ", \"" + dataset.columns[largest] + "\" up to " + brief(high) +
                    "; the scaler (NORMALIZATION) removes it.");
  return notes;
}

}  // namespace lstmtrain
