// Stages 1 and 2 together: paths -> files -> gate -> splits.
#include "lstmtrain/dataset.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "data/csv_reader.hpp"
#include "data/file_paths.hpp"
#include "data/gate.hpp"
#include "data/split.hpp"
#include "data/windows.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

constexpr double kRateTolerance = 0.05;

std::string rate_text(double period) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.4g Hz", 1 / period);
  return text;
}

Dataset empty_dataset(const Hyperparams& hp) {
  Dataset data;
  data.columns = hp.feature_columns;
  data.num_features = hp.feature_columns.size();
  data.columns.insert(data.columns.end(), hp.target_columns.begin(), hp.target_columns.end());
  return data;
}

void refuse_all_bad(const FileSummary& summary) {
  for (const ColumnSummary& column : summary.columns)
    if (column.bad() >= summary.rows)
      throw Error(ErrorCode::data,
                  summary.name + ": column \"" + column.name + "\" has no good cell in " +
                      std::to_string(summary.rows) + " rows" +
                      (summary.first_bad.empty() ? "" : " (" + summary.first_bad.front() + ")") +
                      ". Hint: is it the right column, and MISSING_VALUES right?");
}

// Reads one file into the pool; returns its index.
std::size_t read_file(const Hyperparams& hp, const FoundFile& found, Dataset& data) {
  CsvResult csv = read_csv(found.path, found.name, data.columns, hp);
  csv.file.period = median_period(csv.file);
  count_gaps(csv.file, csv.summary);
  refuse_all_bad(csv.summary);
  data.notes.insert(data.notes.end(), csv.notes.begin(), csv.notes.end());
  for (const std::string& bad : csv.summary.first_bad) data.notes.push_back(bad + ".");
  data.files.push_back(std::move(csv.file));
  data.summaries.push_back(std::move(csv.summary));
  return data.files.size() - 1;
}

std::vector<std::size_t> read_files(const Hyperparams& hp, const std::vector<std::string>& paths,
                                    Dataset& data) {
  std::vector<std::size_t> indices;
  for (const FoundFile& found : find_files(paths)) indices.push_back(read_file(hp, found, data));
  return indices;
}

// Unbroken rows of a set, and lines on what was cut.
std::vector<Segment> gate(const Hyperparams& hp, const std::vector<std::size_t>& files,
                          const char* set, Dataset& data) {
  std::vector<Segment> segments;
  std::size_t bad_rows = 0, gaps = 0, filled = 0;
  for (const std::size_t index : files) {
    SourceFile& file = data.files[index];
    const std::vector<Segment> parts = parts_in_time(file, index);
    if (hp.missing_data == "interpolate") filled += interpolate(file, parts);
    const std::vector<Segment> rows = unbroken(file, parts, hp.missing_data == "keep");
    segments.insert(segments.end(), rows.begin(), rows.end());
    bad_rows += data.summaries[index].bad_rows;
    gaps += data.summaries[index].gaps + data.summaries[index].backward;
  }
  if (bad_rows > 0)
    data.notes.push_back(
        std::string(set) + ": " + std::to_string(bad_rows) + " rows with a bad cell; " +
        (hp.missing_data == "keep"          ? "MISSING_DATA keep feeds them as they are."
         : hp.missing_data == "interpolate" ? std::to_string(filled) + " cells interpolated."
                                            : "the series are split there."));
  if (gaps > 0)
    data.notes.push_back(std::string(set) + ": " + std::to_string(gaps) +
                         " time gaps or steps backward; the series are split there.");
  return segments;
}

// Files whose rate differs from the first training file's by over 5 %.
void check_rates(const Hyperparams& hp, const Dataset& data) {
  const SourceFile* reference = nullptr;
  for (const SourceFile& file : data.files) {
    if (file.period <= 0) continue;
    if (reference == nullptr) reference = &file;
    if (std::abs(file.period - reference->period) <= kRateTolerance * reference->period ||
        hp.allow_mixed_rates)
      continue;
    throw Error(ErrorCode::data,
                file.name + ": sampling rate, got " + rate_text(file.period) + ", expected " +
                    rate_text(reference->period) + " as in " + reference->name +
                    " (within 5 %). Hint: set RESAMPLE_HZ, or ALLOW_MIXED_RATES to true.");
  }
}

double median_of(const Dataset& data, const std::vector<std::size_t>& files) {
  std::vector<double> periods;
  for (const std::size_t file : files)
    if (data.files[file].period > 0) periods.push_back(data.files[file].period);
  if (periods.empty()) return 0;
  std::sort(periods.begin(), periods.end());
  return periods[periods.size() / 2];
}

// Series that are too short for one window are counted; that none is long enough is the windows'
// error.
void note_short(const Hyperparams& hp, Dataset& data) {
  const auto needed = static_cast<std::size_t>(hp.target_offset + (hp.stream() ? 1 : hp.lookback));
  const auto too_short = std::count_if(data.train.begin(), data.train.end(),
                                       [&](const Segment& s) { return s.size() < needed; });
  if (too_short > 0)
    data.notes.push_back("training: " + std::to_string(too_short) + " of " +
                         std::to_string(data.train.size()) +
                         " unbroken series are shorter than the " + std::to_string(needed) +
                         " rows of a window and are left out.");
}

}  // namespace

std::uint64_t SourceFile::line(std::size_t row) const {
  std::uint64_t number = first_line + row;
  for (const auto& [from, lines] : skipped_lines)
    if (from <= row) number += lines;
  return number;
}

DataPaths data_folder(const std::string& directory) {
  namespace fs = std::filesystem;
  if (!fs::exists(directory))
    throw Error(ErrorCode::not_found, directory +
                                          ": no such folder. Hint: --data names a folder that "
                                          "holds train/, and val/ and test/ if there are any.");
  DataPaths paths;
  const fs::path root(directory);
  if (!fs::is_directory(root / "train"))
    throw Error(ErrorCode::not_found, (root / "train").string() +
                                          ": no such folder, expected the training files there. "
                                          "Hint: or name files with --train, --val, --test.");
  paths.train = {(root / "train").string()};
  if (fs::is_directory(root / "val")) paths.val = {(root / "val").string()};
  if (fs::is_directory(root / "test")) paths.test = {(root / "test").string()};
  return paths;
}

Dataset load_dataset(const Hyperparams& hp, const DataPaths& paths) {
  Dataset data = empty_dataset(hp);
  data.train_files = read_files(hp, paths.train, data);
  data.val_files = read_files(hp, paths.val, data);
  data.test_files = read_files(hp, paths.test, data);
  check_rates(hp, data);
  data.period = median_of(data, data.train_files);
  data.train = gate(hp, data.train_files, "training", data);
  data.val = gate(hp, data.val_files, "validation", data);
  if (data.val_files.empty()) split_off_validation(hp, data);
  note_short(hp, data);
  const std::vector<std::string> scales = scale_notes(data, data.train_files);
  data.notes.insert(data.notes.end(), scales.begin(), scales.end());
  return data;
}

Dataset load_test_data(const Hyperparams& hp, const std::vector<std::string>& paths) {
  Dataset data = empty_dataset(hp);
  data.test_files = read_files(hp, paths, data);
  check_rates(hp, data);
  data.period = median_of(data, data.test_files);
  return data;
}

DataCheck check_data(const Hyperparams& hp, const std::vector<std::string>& paths) {
  Dataset data = empty_dataset(hp);
  DataCheck check;
  const auto attempt = [&](auto step) {
    try {
      step();
    } catch (const Error& error) {
      check.problems.push_back(error.what());
    }
  };
  for (const FoundFile& found : find_files(paths))
    attempt([&] { data.train_files.push_back(read_file(hp, found, data)); });
  attempt([&] { check_rates(hp, data); });
  data.train = gate(hp, data.train_files, "data", data);
  note_short(hp, data);
  if (!data.files.empty() && !hp.stream())
    attempt([&] { Windows(data, data.train, hp.lookback, hp.target_offset, hp.window_stride); });
  check.notes = scale_notes(data, data.train_files);
  check.notes.insert(check.notes.begin(), data.notes.begin(), data.notes.end());
  check.files = std::move(data.summaries);
  return check;
}

std::vector<Segment> time_runs(const Dataset& dataset, std::size_t file) {
  return parts_in_time(dataset.files[file], file);
}

}  // namespace lstmtrain
