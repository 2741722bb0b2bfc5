// The rows of a trial training: fewer of the data's own, or made-up ones of the same shape.
#pragma once

#include <cstddef>

#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

struct RowCounts {
  std::size_t train = 0, val = 0;
};
RowCounts rows_of(const Dataset& dataset);

// About so many rows: pieces of at least `piece` rows, spread evenly over the training and the
// validation series. Each is a file of its own.
Dataset fewer_rows(const Dataset& dataset, const RowCounts& rows, std::size_t piece);

// As many files, rows (at most 50,000) and columns as `dataset`, in its ranges: held random inputs,
// targets that are low-passes of them. With time constants that LOOKBACK spans.
Dataset control_data(const Dataset& dataset);

}  // namespace lstmtrain
