// The data gate as a report: every file is read and every fault is listed, whatever is wrong with
// the others.
#include <filesystem>

#include "data/batches/windows.hpp"
#include "data/clean/column_notes.hpp"
#include "data/clean/gate.hpp"
#include "data/sources.hpp"
#include "data/split.hpp"
#include "data/validation_rows.hpp"
#include "lstmtrain/dataset.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

// Collects what a step throws.
class Problems {
 public:
  explicit Problems(std::vector<std::string>& lines) : lines_(lines) {}

  template <class Step>
  void of(Step step) {
    try {
      step();
    } catch (const Error& error) {
      lines_.push_back(error.what());
    }
  }
  void add(const std::vector<std::string>& lines) {
    lines_.insert(lines_.end(), lines.begin(), lines.end());
  }

 private:
  std::vector<std::string>& lines_;
};

// One folder that holds train/, val/ and test/ stands for these sets, as --data of a training does.
DataPaths sets_of(const std::vector<std::string>& paths) {
  std::error_code no;
  if (paths.size() == 1 &&
      std::filesystem::is_directory(std::filesystem::path(paths[0]) / "train", no))
    return data_folder(paths[0]);
  return {paths, {}, {}};
}

std::vector<std::size_t> read_all(const Hyperparams& hp, const std::vector<std::string>& paths,
                                  const std::string& prefix, Dataset& data, Problems& problems) {
  std::vector<std::size_t> indices;
  std::vector<FoundFile> found;
  // A set without a file is a fault like any other; that nothing is there at all is thrown.
  if (prefix.empty())
    found = find_files(paths);
  else
    problems.of([&] { found = find_files(paths); });
  for (const FoundFile& file : found)
    problems.of([&] {
      indices.push_back(read_file(hp, {file.path, prefix + file.name}, data));
      problems.add(refusals(hp, data.files.back(), data.summaries.back()));
    });
  return indices;
}

}  // namespace

DataCheck check_data(const Hyperparams& hp, const std::vector<std::string>& paths) {
  Dataset data = empty_dataset(hp);
  DataCheck check;
  Problems problems(check.problems);
  const DataPaths sets = sets_of(paths);
  const bool split = sets.train != paths;
  data.train_files = read_all(hp, sets.train, split ? "train/" : "", data, problems);
  data.val_files = read_all(hp, sets.val, "val/", data, problems);
  data.test_files = read_all(hp, sets.test, "test/", data, problems);
  problems.add(rate_problems(hp, data));
  note_resampled(hp, data);
  const std::vector<std::string> scales = scale_notes(data, data.train_files, hp.normalization);
  data.train = gate(hp, data.train_files, split ? "training" : "data", data);
  data.val = gate(hp, data.val_files, "validation", data);
  note_short(hp, data);
  if (!data.train_files.empty()) problems.of([&] { require_training_rows(hp, data); });
  if (!data.val_files.empty()) problems.of([&] { require_validation_rows(hp, data); });
  if (split && sets.val.empty() && check.problems.empty())
    problems.of([&] {
      split_off_validation(hp, data);
      require_validation_rows(hp, data);
    });
  check.notes = std::move(data.notes);
  check.notes.insert(check.notes.end(), scales.begin(), scales.end());
  const std::vector<std::string> columns = column_notes(hp);
  check.notes.insert(check.notes.end(), columns.begin(), columns.end());
  check.files = std::move(data.summaries);
  return check;
}

}  // namespace lstmtrain
