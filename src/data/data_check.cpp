// The data gate as a report: every file is read and every fault is listed, whatever is wrong with
// the others.
#include <filesystem>

#include "base/arguments.hpp"
#include "data/assembly.hpp"

namespace lstmtrain {
namespace {

// One folder that holds train/, val/ and test/ stands for these sets, as --data of a training does.
bool holds_sets(const std::vector<std::string>& paths) {
  std::error_code no;
  return paths.size() == 1 &&
         std::filesystem::is_directory(std::filesystem::path(paths[0]) / "train", no);
}

// A set without a file is a fault like any other.
DataSources sources_of_sets(const Hyperparams& hp, const DataPaths& sets, const Faults& faults) {
  DataSources sources;
  faults.of([&] { sources.train = file_sources(hp, sets.train, "train/"); });
  faults.of([&] { sources.val = file_sources(hp, sets.val, "val/"); });
  faults.of([&] { sources.test = file_sources(hp, sets.test, "test/"); });
  return sources;
}

}  // namespace

DataCheck check_data(const Hyperparams& hp, const std::vector<std::string>& paths) {
  require_settings(hp);
  DataCheck check;
  const Faults faults(check.problems);
  const bool sets = holds_sets(paths);
  const DataSources sources = sets ? sources_of_sets(hp, data_folder(paths[0]), faults)
                                   : DataSources{file_sources(hp, paths), {}, {}};
  AssemblyOptions options;
  if (!sets) options = {.train_name = "data", .split_off = false};
  Dataset data = assemble(hp, sources, options, faults);
  check.notes = std::move(data.notes);
  check.warnings = std::move(data.warnings);
  check.outliers = std::move(data.outliers);
  check.files = std::move(data.summaries);
  return check;
}

}  // namespace lstmtrain
