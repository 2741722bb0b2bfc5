// Gradients against central differences, in double: the one judge of every backward pass.
// A relative error with a floor: absolute errors would hide a flipped sign of a small gradient, and
// without a floor the rounding of the loss (about 1e-16 / eps) would count against gradients near
// 0.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace lstmtrain::test {

inline constexpr double kDifferenceEps = 1e-5;
inline constexpr double kGradientFloor = 1e-3;
inline constexpr double kGradientTolerance = 1e-6;

struct NamedSpan {
  std::string name;
  std::span<double> values;
};

struct GradientCheck {
  double max_rel = 0;
  std::string worst_name;
  std::size_t worst_index = 0;
  // The smallest, over the arrays, of the largest |difference quotient|: under the floor, the check
  // of that array proves nothing.
  double quietest = std::numeric_limits<double>::infinity();

  bool passed() const { return max_rel < kGradientTolerance && quietest > kGradientFloor; }
};

// loss() reads the parameters through the same memory as `params`; grads[i] belongs to params[i].
// A gradient that is NaN is an infinite error.
inline GradientCheck check_gradient(const std::function<double()>& loss,
                                    const std::vector<NamedSpan>& params,
                                    const std::vector<std::span<const double>>& grads) {
  GradientCheck result;
  for (std::size_t a = 0; a < params.size(); ++a) {
    double largest = 0;
    for (std::size_t i = 0; i < params[a].values.size(); ++i) {
      double& value = params[a].values[i];
      const double kept = value;
      value = kept + kDifferenceEps;
      const double above = loss();
      value = kept - kDifferenceEps;
      const double below = loss();
      value = kept;

      const double numeric = (above - below) / (2 * kDifferenceEps);
      const double analytic = grads[a][i];
      const double size = std::max({std::abs(numeric), std::abs(analytic), kGradientFloor});
      double rel = std::abs(analytic - numeric) / size;
      if (!std::isfinite(rel)) rel = std::numeric_limits<double>::infinity();
      if (rel > result.max_rel) {
        result.max_rel = rel;
        result.worst_name = params[a].name;
        result.worst_index = i;
      }
      largest = std::max(largest, std::abs(numeric));
    }
    result.quietest = std::min(result.quietest, largest);
  }
  return result;
}

}  // namespace lstmtrain::test
