// The data gate as a report: every file is read and every fault is listed, whatever is wrong with
// the others.
#include <filesystem>

#include "base/arguments.hpp"
#include "base/path_status.hpp"
#include "data/assembly.hpp"
#include "data/moments.hpp"

namespace lstmtrain {
namespace {

// One folder that holds train/, val/ and test/ stands for these sets, as --data of a training does.
bool holds_sets(const std::vector<std::string>& paths) {
  return paths.size() == 1 &&
         std::filesystem::is_directory(path_status(std::filesystem::path(paths[0]) / "train"));
}

// A set without a file is a fault like any other.
DataSources sources_of_sets(const Hyperparams& hp, const DataPaths& sets, const Faults& faults) {
  DataSources sources;
  faults.of([&] { sources.train = file_sources(hp, sets.train, "train/"); });
  faults.of([&] { sources.val = file_sources(hp, sets.val, "val/"); });
  faults.of([&] { sources.test = file_sources(hp, sets.test, "test/"); });
  return sources;
}

void add_counts(const ColumnSummary& from, ColumnSummary& to) {
  to.name = from.name;
  if (to.unit.empty()) to.unit = from.unit;
  for (const auto count :
       {&ColumnSummary::nan, &ColumnSummary::inf, &ColumnSummary::text, &ColumnSummary::blank,
        &ColumnSummary::overflow, &ColumnSummary::sentinel, &ColumnSummary::outside,
        &ColumnSummary::outlier})
    to.*count += from.*count;
}

}  // namespace

FileSummary all_files(const std::vector<FileSummary>& files) {
  FileSummary all;
  all.name = "all files";
  std::vector<Moments> moments;
  for (const FileSummary& file : files) {
    all.rows += file.rows;
    all.parts += file.parts;
    all.bad_rows += file.bad_rows;
    if (all.columns.empty()) all.columns.resize(file.columns.size());
    moments.resize(all.columns.size());
    for (std::size_t c = 0; c < std::min(all.columns.size(), file.columns.size()); ++c) {
      const ColumnSummary& column = file.columns[c];
      add_counts(column, all.columns[c]);
      if (column.bad() < file.rows)
        moments[c].add_group(
            {file.rows - column.bad(), column.mean,
             column.deviation * column.deviation * static_cast<double>(file.rows - column.bad()),
             column.min, column.max});
    }
  }
  for (std::size_t c = 0; c < all.columns.size(); ++c) {
    all.columns[c].min = moments[c].min;
    all.columns[c].max = moments[c].max;
    all.columns[c].mean = moments[c].mean;
    all.columns[c].deviation = moments[c].deviation();
  }
  return all;
}

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
