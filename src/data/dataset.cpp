// Stages 1 and 2 together: paths -> files -> gate -> splits.
#include "lstmtrain/dataset.hpp"

#include <filesystem>

#include "base/arguments.hpp"
#include "base/nan.hpp"
#include "base/path_status.hpp"
#include "data/assembly.hpp"
#include "data/sources.hpp"
#include "data/time/parts.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

// Room for `more` columns behind the present ones, NaN in every row.
void widen(SourceFile& file, std::size_t more) {
  const auto widened = [&](const std::vector<float>& cells, float with) {
    std::vector<float> wide;
    wide.reserve(cells.empty() ? 0 : file.rows * (file.columns + more));
    for (auto row = cells.begin(); row != cells.end();) {
      const auto end = row + static_cast<std::ptrdiff_t>(file.columns);
      wide.insert(wide.end(), row, end);
      wide.insert(wide.end(), more, with);
      row = end;
    }
    return wide;
  };
  file.values = widened(file.values, kNaNf);
  file.residuals = widened(file.residuals, 0);
  file.columns += more;
}

}  // namespace

void SourceFile::refuse_cell(std::size_t row, std::size_t column) const {
  throw Error(ErrorCode::config, (name.empty() ? "file" : name) + ": cell, got row " +
                                     std::to_string(row) + " of column " + std::to_string(column) +
                                     ", expected one of " + std::to_string(rows) + " rows and " +
                                     std::to_string(columns) +
                                     " columns. Hint: both are counted from 0.");
}

std::uint64_t SourceFile::line(std::size_t row) const {
  if (row >= rows || (!row_lines.empty() && row >= row_lines.size())) refuse_cell(row, 0);
  if (!row_lines.empty()) return row_lines[row];
  std::uint64_t number = first_line + row;
  for (const auto& [from, lines] : skipped_lines)
    if (from <= row) number += lines;
  return number;
}

DataPaths data_folder(const std::string& directory) {
  namespace fs = std::filesystem;
  if (!fs::is_directory(path_status(directory)))
    throw Error(ErrorCode::not_found, directory +
                                          ": no such folder. Hint: --data names a folder that "
                                          "holds train/, and val/ and test/ if there are any.");
  DataPaths paths;
  const fs::path root(directory);
  if (!fs::is_directory(path_status(root / "train")))
    throw Error(ErrorCode::not_found, (root / "train").string() +
                                          ": no such folder, expected the training files there. "
                                          "Hint: or name files with --train, --val, --test.");
  paths.train = {(root / "train").string()};
  if (fs::is_directory(path_status(root / "val"))) paths.val = {(root / "val").string()};
  if (fs::is_directory(path_status(root / "test"))) paths.test = {(root / "test").string()};
  return paths;
}

Dataset load_dataset(const Hyperparams& hp, const DataPaths& paths) {
  require_settings(hp);
  const DataSources sources{file_sources(hp, paths.train), file_sources(hp, paths.val),
                            file_sources(hp, paths.test)};
  return assemble(hp, sources, {}, Faults());
}

Dataset load_test_data(const Hyperparams& hp, const std::vector<std::string>& paths) {
  require_settings(hp);
  return assemble_test(hp, file_sources(hp, paths), Faults());
}

Dataset load_inputs(const Hyperparams& hp, const std::vector<std::string>& paths) {
  require_settings(hp);
  Hyperparams inputs = hp;
  inputs.target_columns.clear();
  Dataset data = assemble_test(inputs, file_sources(inputs, paths), Faults());
  data.columns = empty_dataset(hp).columns;
  for (SourceFile& file : data.files) widen(file, hp.target_columns.size());
  return data;
}

std::vector<Segment> time_runs(const Dataset& dataset, std::size_t file) {
  require_segments("time_runs", dataset, {{file, 0, 0}}, "file");
  require_file("time_runs", dataset.files[file], dataset.columns.size());
  return parts_in_time(dataset.files[file], file);
}

}  // namespace lstmtrain
