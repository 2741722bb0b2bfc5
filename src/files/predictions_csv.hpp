// What a model says about a file, row for row: time, true value, prediction, error, in physical
// units. A row whose target or prediction is missing has empty cells there; every input row is
// there.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "lstmtrain/evaluate.hpp"

namespace lstmtrain::files {

// Writes `path`: predictions.source(file) of `dataset`. `filtered`: of the same files, or of none.
// The first column is "time" (seconds, or ISO 8601 as the input was), or "row" (from 0) when the
// file has no time column; with K targets, true_<target> and so on. Throws cannot_create, io.
void write_predictions(const std::string& path, const Dataset& dataset,
                       const Predictions& predictions, std::size_t file,
                       const Predictions& filtered = {});

// The same without the true values: time or row, predicted (or predicted_<target>).
void write_predicted(const std::string& path, const Dataset& dataset,
                     const Predictions& predictions, std::size_t file,
                     const Predictions& filtered = {});

// The predictions of one row as cells of such a file: "3.61,25.5"; one that is not finite is empty.
std::string prediction_cells(std::span<const float> predicted);

// Whether `line` is the first line of such a file.
bool is_predictions_header(const std::string& line);

// Seconds since 1970-01-01T00:00:00 as ISO 8601 without a zone: "2020-02-29T12:00:00.5".
std::string iso_time(double seconds);

}  // namespace lstmtrain::files
