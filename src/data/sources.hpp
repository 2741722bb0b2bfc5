// Stages 1 and 2 in parts: tables read into a Dataset, and what is wrong with them.
#pragma once

#include <string>
#include <vector>

#include "data/table.hpp"
#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

// The columns that the settings ask for, and no file yet.
Dataset empty_dataset(const Hyperparams& hyperparams);

// Puts a table as it was read behind the others, resampled and with its derived columns: its rows,
// summary and notes. Returns its index. Throws Error of resample, derive_columns.
std::size_t add_table(const Hyperparams& hyperparams, Table table, Dataset& dataset);

// Why training refuses this file: columns without a good cell; bad cells under MISSING_DATA error.
std::vector<std::string> refusals(const Hyperparams& hyperparams, const SourceFile& file,
                                  const FileSummary& summary);

// Throws Error(data) when no training series is long enough for one window (stream: for one row
// that has a target).
void require_training_rows(const Hyperparams& hyperparams, const Dataset& dataset);

// Counts the training series, and the files, that are too short for one window, in a note.
void note_short(const Hyperparams& hyperparams, Dataset& dataset);

}  // namespace lstmtrain
