#include "data/sources.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/plain_text.hpp"
#include "data/batches/windows.hpp"
#include "data/clean/derived_columns.hpp"
#include "data/clean/gate.hpp"
#include "data/clean/resample.hpp"
#include "data/table_reader.hpp"

namespace lstmtrain {
namespace {

constexpr double kRateTolerance = 0.05;

std::string rate_text(double period) {
  return four_digits(1 / period) + " Hz (every " + four_digits(period) + " s)";
}

std::string count_text(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace

Dataset empty_dataset(const Hyperparams& hp) {
  Dataset data;
  data.columns = hp.feature_columns;
  data.num_features = hp.feature_columns.size();
  data.columns.insert(data.columns.end(), hp.target_columns.begin(), hp.target_columns.end());
  return data;
}

std::size_t read_file(const Hyperparams& hp, const FoundFile& found, Dataset& data) {
  DerivedColumns derived(hp);
  CsvResult csv = read_table(found.path, found.name, derived.raw(), hp);
  csv.file.period = median_period(csv.file);
  count_gaps(csv.file, csv.summary);  // of the file as it stands
  if (hp.resample_hz > 0) resample(hp, csv);
  if (derived.any()) derive_columns(derived, data.columns, csv);
  if (hp.resample_hz > 0 || derived.any()) csv.summary.bad_rows = count_bad_rows(csv.file);
  data.notes.insert(data.notes.end(), csv.notes.begin(), csv.notes.end());
  for (const std::string& bad : csv.summary.first_bad) data.notes.push_back(bad + ".");
  data.files.push_back(std::move(csv.file));
  data.summaries.push_back(std::move(csv.summary));
  return data.files.size() - 1;
}

std::vector<std::string> refusals(const Hyperparams& hp, const SourceFile& file,
                                  const FileSummary& summary) {
  std::vector<std::string> reasons;
  std::size_t bad = 0;
  for (const ColumnSummary& column : summary.columns) {
    bad += column.bad();
    if (column.bad() < summary.rows) continue;
    reasons.push_back(
        file.path + ": column \"" + column.name + "\" has no good cell in " +
        count_text(summary.rows, "row") +
        (summary.first_bad.empty() ? "" : ", got " + summary.first_bad.front()) +
        ", expected numbers. Hint: is it the right column, and MISSING_VALUES right?");
  }
  if (hp.missing_data == MissingData::error && bad > 0)
    reasons.push_back(summary.first_bad.front() + ", expected a decimal; " +
                      count_text(bad, "bad cell") +
                      " in this file. Hint: set MISSING_DATA to \"split\" or \"interpolate\".");
  return reasons;
}

std::vector<std::string> rate_problems(const Hyperparams& hp, const Dataset& data) {
  std::vector<std::string> problems;
  const SourceFile* reference = nullptr;
  for (const SourceFile& file : data.files) {
    if (file.period <= 0 || hp.allow_mixed_rates) continue;
    if (reference == nullptr) reference = &file;
    if (std::abs(file.period - reference->period) <= kRateTolerance * reference->period) continue;
    problems.push_back(file.path + ": sampling rate, got " + rate_text(file.period) +
                       ", expected " + rate_text(reference->period) + " as in " + reference->path +
                       ", within 5 %. Hint: set RESAMPLE_HZ, or ALLOW_MIXED_RATES to true.");
  }
  return problems;
}

void note_resampled(const Hyperparams& hp, Dataset& data) {
  std::size_t files = 0, from = 0, to = 0;
  for (const FileSummary& summary : data.summaries) {
    if (summary.file_rows == 0) continue;
    ++files;
    from += summary.file_rows;
    to += summary.rows;
  }
  if (files > 0)
    data.notes.push_back(
        "RESAMPLE_HZ: " + count_text(files, "file") + " of " + std::to_string(data.files.size()) +
        " brought to " + rate_text(1 / hp.resample_hz) + ", " + count_text(from, "row") +
        " became " + std::to_string(to) + "; errors and predictions are those of the new rows.");
}

double median_period_of(const Dataset& data, const std::vector<std::size_t>& files) {
  std::vector<double> periods;
  for (const std::size_t file : files)
    if (data.files[file].period > 0) periods.push_back(data.files[file].period);
  if (periods.empty()) return 0;
  std::sort(periods.begin(), periods.end());
  return periods[periods.size() / 2];
}

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
    gaps += data.summaries[index].gaps + data.summaries[index].backward;
  }
  if (bad_rows > 0)
    data.notes.push_back(set + ": " + count_text(bad_rows, "row") + " with a bad cell; " +
                         (hp.missing_data == MissingData::keep
                              ? "MISSING_DATA keep feeds them as they are."
                          : hp.missing_data == MissingData::interpolate
                              ? count_text(filled, "cell") + " interpolated."
                              : "the series are split there."));
  if (gaps > 0)
    data.notes.push_back(set + ": " + count_text(gaps, "time gap") +
                         " or steps of 0 or less; the series are split there.");
  if (bad_times > 0)
    data.notes.push_back(set + ": " + count_text(bad_times, "row") +
                         " without a readable time; the series are split there.");
  return segments;
}

void require_training_rows(const Hyperparams& hp, const Dataset& data) {
  const auto offset = static_cast<std::size_t>(hp.target_offset);
  if (hp.stream())
    require_rows(data, data.train, offset + 1, "training data", "TARGET_OFFSET + 1");
  else
    require_rows(data, data.train, static_cast<std::size_t>(hp.lookback) + offset, "training data",
                 "LOOKBACK + TARGET_OFFSET");
}

void note_short(const Hyperparams& hp, Dataset& data) {
  const auto needed = static_cast<std::size_t>(hp.target_offset + (hp.stream() ? 1 : hp.lookback));
  std::size_t too_short = 0;
  std::set<std::size_t> useless(data.train_files.begin(), data.train_files.end());
  for (const Segment& segment : data.train) {
    too_short += segment.size() < needed;
    if (segment.size() >= needed) useless.erase(segment.file);
  }
  if (too_short > 0)
    data.notes.push_back("training: " + std::to_string(too_short) + " of " +
                         count_text(data.train.size(), "unbroken part") + " shorter than the " +
                         std::to_string(needed) + " rows of a window, left out; " +
                         count_text(useless.size(), "file") + " of " +
                         std::to_string(data.train_files.size()) + " without a window.");
}

}  // namespace lstmtrain
