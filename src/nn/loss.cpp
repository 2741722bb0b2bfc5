#include "nn/loss.hpp"

#include <cmath>

namespace lstmtrain::nn {
namespace {

template <class Scalar>
struct Point {
  Scalar value, slope;
};

template <class Scalar>
Point<Scalar> point(LossKind kind, Scalar delta, Scalar e) {
  const Scalar sign = e > 0 ? Scalar(1) : e < 0 ? Scalar(-1) : e;  // NaN stays NaN
  switch (kind) {
    case LossKind::mae:  // |e|
      return {std::abs(e), sign};
    case LossKind::huber:  // e^2/2 for |e| <= delta, else delta (|e| - delta/2)     (Huber 1964)
      if (std::abs(e) > delta) return {delta * (std::abs(e) - delta / 2), delta * sign};
      return {e * e / 2, e};
    case LossKind::mse:  // e^2
      break;
  }
  return {e * e, 2 * e};
}

}  // namespace

double Loss::value(double error) const { return point(kind, delta, error).value; }

double Loss::error(double value) const {
  switch (kind) {
    case LossKind::mae:  // |e|
      return value;
    case LossKind::huber:  // sqrt(2 l) for l <= delta^2/2, else l/delta + delta/2
      return value > delta * delta / 2 ? value / delta + delta / 2 : std::sqrt(2 * value);
    case LossKind::mse:  // sqrt(l)
      break;
  }
  return std::sqrt(value);
}

template <class Scalar>
double Loss::evaluate(int rows, int K, int B, const Scalar* y, const Scalar* target,
                      const std::uint8_t* mask, double scale, Scalar* dy, double* squared) const {
  double sum = 0;
  for (int t = 0; t < rows; ++t)
    for (int k = 0; k < K; ++k) {
      const long row = (static_cast<long>(t) * K + k) * B;
      for (int n = 0; n < B; ++n) {
        Point<Scalar> p{0, 0};
        if (mask[static_cast<long>(t) * B + n]) {
          const Scalar e = y[row + n] - target[row + n];
          p = point(kind, static_cast<Scalar>(delta), e);
          sum += static_cast<double>(p.value);
          squared[k] += static_cast<double>(e * e);
          p.slope *= static_cast<Scalar>(scale);
        }
        if (dy != nullptr) dy[row + n] = p.slope;
      }
    }
  return sum;
}

template double Loss::evaluate(int, int, int, const float*, const float*, const std::uint8_t*,
                               double, float*, double*) const;
template double Loss::evaluate(int, int, int, const double*, const double*, const std::uint8_t*,
                               double, double*, double*) const;

}  // namespace lstmtrain::nn
