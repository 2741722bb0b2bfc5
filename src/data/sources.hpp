// Stages 1 and 2 in parts: files read into a Dataset, and what is wrong with them.
#pragma once

#include <string>
#include <vector>

#include "data/file_paths.hpp"
#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

// The columns that the settings ask for, and no file yet.
Dataset empty_dataset(const Hyperparams& hyperparams);

// Reads one file behind the others: its rows, summary and notes. Returns its index. Throws as
// read_csv.
std::size_t read_file(const Hyperparams& hyperparams, const FoundFile& found, Dataset& dataset);

// Why training refuses this file: columns without a good cell; bad cells under MISSING_DATA error.
std::vector<std::string> refusals(const Hyperparams& hyperparams, const SourceFile& file,
                                  const FileSummary& summary);

// A line for each file whose sampling rate differs from the first one's by over 5 %; none under
// ALLOW_MIXED_RATES.
std::vector<std::string> rate_problems(const Hyperparams& hyperparams, const Dataset& dataset);

// Says how many files RESAMPLE_HZ changed, and that their rows are not those of the files.
void note_resampled(const Hyperparams& hyperparams, Dataset& dataset);

// The median of the files' periods in seconds; 0 when none has a time column.
double median_period_of(const Dataset& dataset, const std::vector<std::size_t>& files);

// The unbroken rows of `files`, after MISSING_DATA is applied to them; lines on what was cut, with
// the name of the set ("training"), go to the notes.
std::vector<Segment> gate(const Hyperparams& hyperparams, const std::vector<std::size_t>& files,
                          const std::string& set, Dataset& dataset);

// Throws Error(data) when no training series is long enough for one window (stream: for one row
// that has a target).
void require_training_rows(const Hyperparams& hyperparams, const Dataset& dataset);

// Counts the training series, and the files, that are too short for one window, in a note.
void note_short(const Hyperparams& hyperparams, Dataset& dataset);

}  // namespace lstmtrain
