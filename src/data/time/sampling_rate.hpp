// How often a row comes: the rate of a file, and whether two files share one. A model's state moves
// one period a row, so that its memory means something else at another rate.
#pragma once

#include <string>
#include <vector>

#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

// Median time step in seconds; 0 without a time column.
double median_period(const SourceFile& file);

// The median of the files' periods in seconds; 0 when none has a time column.
double median_period_of(const Dataset& dataset, const std::vector<std::size_t>& files);

// Whether a period in seconds is `expected` within 5 %; true where one of them is unknown (0).
bool same_rate(double period, double expected);

// "1 Hz (every 1 s)"
std::string rate_text(double period);

// A line for each file whose sampling rate differs from the first one's by over 5 %; none under
// ALLOW_MIXED_RATES.
std::vector<std::string> rate_problems(const Hyperparams& hyperparams, const Dataset& dataset);

// Says how many files RESAMPLE_HZ changed, and that their rows are not those of the files.
void note_resampled(const Hyperparams& hyperparams, Dataset& dataset);

}  // namespace lstmtrain
