// Stages 1 and 2 together: paths -> files -> gate -> splits.
#include "lstmtrain/dataset.hpp"

#include <filesystem>
#include <limits>
#include <set>

#include "data/batches/windows.hpp"
#include "data/clean/column_notes.hpp"
#include "data/clean/gate.hpp"
#include "data/sources.hpp"
#include "data/split.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

void throw_first(const std::vector<std::string>& problems) {
  if (!problems.empty()) throw Error(ErrorCode::data, problems.front());
}

std::vector<std::size_t> read_files(const Hyperparams& hp, const std::vector<std::string>& paths,
                                    Dataset& data) {
  std::vector<std::size_t> indices;
  for (const FoundFile& found : find_files(paths)) {
    indices.push_back(read_file(hp, found, data));
    throw_first(refusals(hp, data.files.back(), data.summaries.back()));
  }
  return indices;
}

// A row that trains and is tested on flatters the result.
void note_shared(const char* set, const std::vector<std::size_t>& files, Dataset& data) {
  const auto real = [&](std::size_t file) {
    std::error_code error;
    return std::filesystem::weakly_canonical(data.files[file].path, error);
  };
  std::set<std::filesystem::path> training;
  for (const std::size_t file : data.train_files) training.insert(real(file));
  for (const std::size_t file : files)
    if (training.count(real(file)) > 0)
      data.notes.push_back(data.files[file].path + ": is training data and " + set +
                           " data at once; its errors there are no evidence.");
}

// Room for `more` columns behind the present ones, NaN in every row.
void widen(SourceFile& file, std::size_t more) {
  std::vector<float> values;
  values.reserve(file.rows * (file.columns + more));
  for (auto row = file.values.begin(); row != file.values.end();) {
    const auto end = row + static_cast<std::ptrdiff_t>(file.columns);
    values.insert(values.end(), row, end);
    values.insert(values.end(), more, std::numeric_limits<float>::quiet_NaN());
    row = end;
  }
  file.values = std::move(values);
  file.columns += more;
}

}  // namespace

std::uint64_t SourceFile::line(std::size_t row) const {
  if (!row_lines.empty()) return row_lines[row];
  std::uint64_t number = first_line + row;
  for (const auto& [from, lines] : skipped_lines)
    if (from <= row) number += lines;
  return number;
}

DataPaths data_folder(const std::string& directory) {
  namespace fs = std::filesystem;
  std::error_code no;
  if (!fs::is_directory(directory, no))
    throw Error(ErrorCode::not_found, directory +
                                          ": no such folder. Hint: --data names a folder that "
                                          "holds train/, and val/ and test/ if there are any.");
  DataPaths paths;
  const fs::path root(directory);
  if (!fs::is_directory(root / "train", no))
    throw Error(ErrorCode::not_found, (root / "train").string() +
                                          ": no such folder, expected the training files there. "
                                          "Hint: or name files with --train, --val, --test.");
  paths.train = {(root / "train").string()};
  if (fs::is_directory(root / "val", no)) paths.val = {(root / "val").string()};
  if (fs::is_directory(root / "test", no)) paths.test = {(root / "test").string()};
  return paths;
}

Dataset load_dataset(const Hyperparams& hp, const DataPaths& paths) {
  Dataset data = empty_dataset(hp);
  data.train_files = read_files(hp, paths.train, data);
  data.val_files = read_files(hp, paths.val, data);
  data.test_files = read_files(hp, paths.test, data);
  throw_first(rate_problems(hp, data));
  note_resampled(hp, data);
  data.period = median_period_of(data, data.train_files);
  note_shared("validation", data.val_files, data);
  note_shared("test", data.test_files, data);
  const std::vector<std::string> scales = scale_notes(data, data.train_files, hp.normalization);
  data.train = gate(hp, data.train_files, "training", data);
  data.val = gate(hp, data.val_files, "validation", data);
  require_training_rows(hp, data);
  if (data.val_files.empty()) split_off_validation(hp, data);
  note_short(hp, data);
  data.notes.insert(data.notes.end(), scales.begin(), scales.end());
  const std::vector<std::string> columns = column_notes(hp);
  data.notes.insert(data.notes.end(), columns.begin(), columns.end());
  return data;
}

Dataset load_test_data(const Hyperparams& hp, const std::vector<std::string>& paths) {
  Dataset data = empty_dataset(hp);
  data.test_files = read_files(hp, paths, data);
  throw_first(rate_problems(hp, data));
  note_resampled(hp, data);
  data.period = median_period_of(data, data.test_files);
  return data;
}

Dataset load_inputs(const Hyperparams& hp, const std::vector<std::string>& paths) {
  Hyperparams inputs = hp;
  inputs.target_columns.clear();
  Dataset data = load_test_data(inputs, paths);
  data.columns = empty_dataset(hp).columns;
  for (SourceFile& file : data.files) widen(file, hp.target_columns.size());
  return data;
}

std::vector<Segment> time_runs(const Dataset& dataset, std::size_t file) {
  return parts_in_time(dataset.files[file], file);
}

}  // namespace lstmtrain
