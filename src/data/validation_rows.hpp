// What a validation series must have at least: the one rule of the command `check`, of rows that
// are split off, and of the validation itself. Without a row whose error is finite a training has
// no best model, so it is refused before it starts.
#pragma once

#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

// The first row of a series whose error counts: from the zero state WARMUP_ROWS outputs are left
// out, and the first output predicts row TARGET_OFFSET.
std::size_t first_scored_row(const Hyperparams& hyperparams);

// Throws Error(data) when no series of dataset.val has a row that counts (in the window method: a
// whole window, so that the rows scored are like those trained on), or when a cell that is fed or
// scored is not finite: under MISSING_DATA keep, or in segments that a caller made.
void require_validation_rows(const Hyperparams& hyperparams, const Dataset& dataset);

}  // namespace lstmtrain
