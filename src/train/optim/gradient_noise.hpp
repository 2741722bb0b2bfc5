// Stage 14: annealed gradient noise (GRADIENT_NOISE; Neelakantan et al. 2015, "Adding gradient
// noise improves learning for very deep networks", section 3). Added to the clipped gradient, as in
// the paper: before clipping, the clip would scale the noise with a large gradient. A function of
// the counter (step, parameter), so that it does not depend on threads or on an interrupt.
#pragma once

#include <cstdint>
#include <span>

#include "base/rng.hpp"

namespace lstmtrain {

struct GradientNoise {
  double eta = 0;  // variance of the first step's noise; 0 is off
  Philox rng{0, Purpose::gradient_noise};

  // grads [n] in/out, before the update number `step` (from 0). Allocates: no.
  void add(std::int64_t step, std::span<float> grads) const;
};

}  // namespace lstmtrain
