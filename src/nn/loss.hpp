// Stage 12: the loss and its gradient together (torch.nn.MSELoss, L1Loss, HuberLoss; mean over
// unmasked rows and K).
#pragma once

#include <cstdint>

#include "lstmtrain/choices.hpp"

namespace lstmtrain::nn {

struct Loss {
  LossKind kind = LossKind::mse;
  double delta = 1;  // of huber, scaled units

  // The loss of one error, scaled units.
  double value(double error) const;
  // Its inverse: the size of error that has this loss, so that losses of any kind are compared as
  // errors are.
  double error(double value) const;

  // rows of a block: y, target [rows][K][B]; mask [rows][B], not 0 where the row carries loss.
  // dy [rows][K][B] out = dloss/dy * scale where the mask is set, else 0 (selected, never
  // multiplied); nullptr: not wanted. squared [K] accumulates the squared errors. Returns the sum
  // of the losses over unmasked rows, in double.
  template <class Scalar>
  double evaluate(int rows, int K, int B, const Scalar* y, const Scalar* target,
                  const std::uint8_t* mask, double scale, Scalar* dy, double* squared) const;
};

}  // namespace lstmtrain::nn
