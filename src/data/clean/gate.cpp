#include "data/clean/gate.hpp"

#include <algorithm>
#include <cmath>

#include "base/text/quantity.hpp"
#include "data/digits.hpp"
#include "data/time/parts.hpp"

namespace lstmtrain {
namespace {

bool bad_row(const SourceFile& file, std::size_t row) {
  for (std::size_t c = 0; c < file.columns; ++c)
    if (!std::isfinite(file.at(row, c))) return true;
  return false;
}

// Where `row` lies between the good rows `before` and `after`, 0..1.
double share_of(const SourceFile& file, std::size_t before, std::size_t row, std::size_t after) {
  if (file.time.empty() || file.time[after] == file.time[before])
    return static_cast<double>(row - before) / static_cast<double>(after - before);
  return (file.time[row] - file.time[before]) / (file.time[after] - file.time[before]);
}

}  // namespace

std::size_t interpolate(SourceFile& file, const std::vector<Segment>& parts) {
  std::size_t filled = 0;
  for (const Segment& part : parts)
    for (std::size_t c = 0; c < file.columns; ++c) {
      std::size_t good = part.end;  // the last good row; part.end: none yet
      for (std::size_t row = part.begin; row < part.end; ++row) {
        if (!std::isfinite(file.at(row, c))) continue;
        for (std::size_t r = good + 1; good != part.end && r < row; ++r, ++filled) {
          const double from = file.exact(good, c), to = file.exact(row, c);
          const double x = from + share_of(file, good, r, row) * (to - from);
          const std::size_t place = r * file.columns + c;
          file.values[place] = static_cast<float>(x);
          if (!file.residuals.empty()) file.residuals[place] = residual_of(x);
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

namespace {

// As they are now that some are filled.
FileSummary gaps_of(const SourceFile& file) {
  FileSummary summary;
  count_gaps(file, summary);
  return summary;
}

}  // namespace

std::vector<Segment> gate(const Hyperparams& hp, const std::vector<std::size_t>& files,
                          const std::string& set, Dataset& data) {
  std::vector<Segment> segments;
  std::size_t bad_rows = 0, gaps = 0, bad_times = 0, filled = 0;
  for (const std::size_t index : files) {
    SourceFile& file = data.files[index];
    const std::vector<Segment> parts = parts_in_time(file, index);
    if (hp.missing_data == MissingData::interpolate) filled += interpolate(file, parts);
    const std::vector<Segment> rows = unbroken(file, parts, hp.missing_data == MissingData::keep);
    segments.insert(segments.end(), rows.begin(), rows.end());
    bad_rows += data.summaries[index].bad_rows;
    bad_times += data.summaries[index].bad_times;
    FileSummary left = data.summaries[index];
    if (left.filled > 0) left = gaps_of(file);
    gaps += left.gaps + left.backward;
  }
  if (bad_rows > 0)
    data.notes.push_back(set + ": " + text::counted(bad_rows, "row") + " with a bad cell; " +
                         (hp.missing_data == MissingData::keep
                              ? "MISSING_DATA keep feeds them as they are."
                          : hp.missing_data == MissingData::interpolate
                              ? text::counted(filled, "cell") + " interpolated."
                              : "the series are split there."));
  if (gaps > 0)
    data.notes.push_back(set + ": " + text::counted(gaps, "time gap") +
                         " or steps back; the series are split there.");
  if (bad_times > 0)
    data.notes.push_back(set + ": " + text::counted(bad_times, "row") +
                         " without a readable time; the series are split there.");
  return segments;
}

}  // namespace lstmtrain
