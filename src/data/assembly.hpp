// Stages 1 and 2 as one sequence, whatever the tables come from: read -> compare -> outliers ->
// fill -> resample -> derive -> gate -> split. The training and the check take it alike.
#pragma once

#include <string>
#include <vector>

#include "data/faults.hpp"
#include "data/table.hpp"

namespace lstmtrain {

struct DataSources {
  std::vector<TableSource> train, val, test;
};

struct AssemblyOptions {
  std::string train_name = "training";  // in notes
  bool split_off = true;                // validation rows from the training's where none are given
};

// Sources that read files by find_files; the settings must outlive them. `prefix` stands before the
// names that are shown. Throws as find_files.
std::vector<TableSource> file_sources(const Hyperparams& hyperparams,
                                      const std::vector<std::string>& paths,
                                      const std::string& prefix = "");

// Every table behind the other in `files`, gated rows in `train` and `val`, notes for the user.
// Faults: those of a source, a table that MISSING_DATA refuses, mixed rates, too few rows.
Dataset assemble(const Hyperparams& hyperparams, const DataSources& sources,
                 const AssemblyOptions& options, const Faults& faults);

// The same for tables that are only tested on: they are not gated, `train` and `val` stay empty.
Dataset assemble_test(const Hyperparams& hyperparams, const std::vector<TableSource>& sources,
                      const Faults& faults);

}  // namespace lstmtrain
