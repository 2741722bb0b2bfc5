// Rows and cells of the data as messages name them: file and line, column and value.
#pragma once

#include <string>

#include "lstmtrain/dataset.hpp"

namespace lstmtrain {

// "drives/train/a.csv:132", the header counted; of a series in memory its name and the row, counted
// from 1. Throws config for a row that is not there.
std::string row_place(const SourceFile& file, std::size_t row);

// "column "Current" = inf", in physical units; `column` counts features, then targets.
std::string cell_text(const Dataset& dataset, std::size_t file, std::size_t row,
                      std::size_t column);

}  // namespace lstmtrain
