// Stage 2: validation rows out of the training rows, when the user gives none.
#pragma once

#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

// Splits dataset.train by SEQUENCE_SPLIT_METHOD and TRAIN_VAL_SPLIT, with a guard of LOOKBACK rows
// (stream: TBPTT_HISTORY; plus TARGET_OFFSET) left out wherever training and validation rows of one
// series would touch. Sets train, val, train_files and val_files; adds a note.
//   temporal  the last part of each file
//   file      whole files, by a seeded draw
//   shuffled  blocks of each series, by a seeded draw
// Throws Error(data) when one side comes out empty.
void split_off_validation(const Hyperparams& hyperparams, Dataset& dataset);

}  // namespace lstmtrain
