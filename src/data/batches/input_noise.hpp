// Augmentation: Gaussian noise on the scaled inputs, fresh at every step (INPUT_NOISE_STD). A
// function of the counter (step, row, feature, lane of the batch), so that it does not depend on
// blocks or threads. Training only.
#pragma once

#include <cstdint>

#include "base/rng.hpp"

namespace lstmtrain {

struct InputNoise {
  double std = 0;  // scaled units; 0 is off
  Philox rng{0, Purpose::input_noise};

  // x [rows][D][B] of lanes first_lane .. first_lane + used - 1; the others are left as they are.
  // first_row: of the batch, at row 0 of x. first_lane is a multiple of 4. Allocates: no.
  void add(std::int64_t step, int first_row, int rows, int D, int first_lane, int used, int B,
           float* x) const;
};

}  // namespace lstmtrain
