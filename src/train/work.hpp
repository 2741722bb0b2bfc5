// What a training does and how much of it is left, up to MAX_EPOCHS: batches and validations.
#pragma once

#include <cstddef>

#include "lstmtrain/hyperparams.hpp"

namespace lstmtrain {

struct Work {
  std::size_t batches = 0;
  int validations = 0;
};

// Whether `epoch` (from 0) ends with a validation by VALID_FREQUENCY: the first and every so many
// do. So does the last of all.
bool validates(const Hyperparams& hyperparams, int epoch);

// What is left when `done` of the `updates` of `epoch` (from 0) are.
Work work_left(const Hyperparams& hyperparams, std::size_t updates, int epoch, std::size_t done);

}  // namespace lstmtrain
