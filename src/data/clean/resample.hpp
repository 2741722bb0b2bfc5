// Stage 1a: a file brought to another sampling rate (RESAMPLE_HZ): means over bins on the way down,
// straight lines on the way up, each unbroken part in time by itself.
#pragma once

#include "data/table.hpp"

namespace lstmtrain {

// The rows of `table` at hyperparams.resample_hz; a file at that rate (within 0.1 %) stays as it
// is, byte for byte. A row made of a bad cell has a bad cell there; rows keep the line of the first
// row that they are made of; the row behind a break is in SourceFile::breaks. Ranges and bad cells
// in the summary are those of the new rows. `table.file.period` is set. Throws Error(data): no time
// column, over 1000 rows out of one, every part shorter than a bin.
void resample(const Hyperparams& hyperparams, Table& table);

}  // namespace lstmtrain
