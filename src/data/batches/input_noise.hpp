// Augmentation: Gaussian noise on the scaled inputs, fresh at every step (INPUT_NOISE_STD, and
// INPUT_NOISE_COLUMNS for single ones). A function of the counter (step, row, feature, lane of the
// batch), so that it does not depend on blocks or threads. Training only.
#pragma once

#include <cstdint>
#include <vector>

#include "base/rng.hpp"
#include "lstmtrain/hyperparams.hpp"

namespace lstmtrain {

struct InputNoise {
  std::vector<double> deviations;  // [D] scaled units; empty: there is no noise
  Philox rng{0, Purpose::input_noise};

  // x [rows][D][B] of lanes first_lane .. first_lane + used - 1; the others are left as they are.
  // first_row: of the batch, at row 0 of x. first_lane is a multiple of 4. Allocates: no.
  void add(std::int64_t step, int first_row, int rows, int first_lane, int used, int B,
           float* x) const;
};

// The noise that the settings ask for on the first `D` of their features.
InputNoise input_noise(const Hyperparams& hyperparams, int D);

}  // namespace lstmtrain
