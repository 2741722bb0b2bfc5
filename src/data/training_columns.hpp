// What every column was in training, for the model that comes of it.
#pragma once

#include <vector>

#include "lstmtrain/dataset.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain {

// Of the finite cells of the training rows, and the bad cells of the training files: one a column,
// features, then targets. Four bytes a row at a time.
std::vector<TrainingColumn> training_columns(const Dataset& dataset);

}  // namespace lstmtrain
