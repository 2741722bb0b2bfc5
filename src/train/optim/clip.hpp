// Stage 13: the global norm of a gradient, and clipping by it (Pascanu et al. 2013;
// torch.nn.utils.clip_grad_norm_).
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

namespace lstmtrain {

// sqrt(sum g^2), summed in double: float squares overflow above 1.8e19. Not finite when any g is
// not.
template <class Scalar>
double global_norm(std::span<const Scalar> grads) {
  double sum = 0;
  for (const Scalar g : grads) sum += static_cast<double>(g) * static_cast<double>(g);
  return std::sqrt(sum);
}

// g = g * min(1, max_norm / (norm + 1e-6)); max_norm 0 is off. `norm` must be finite: an infinite
// one would make finite gradients 0 and infinite ones NaN.
template <class Scalar>
void clip_by_norm(std::span<Scalar> grads, double norm, double max_norm) {
  if (max_norm <= 0) return;
  const double coefficient = std::min(1.0, max_norm / (norm + 1e-6));
  for (Scalar& g : grads) g *= static_cast<Scalar>(coefficient);
}

}  // namespace lstmtrain
