#include "eigen_activations.hpp"

#include <Eigen/Core>

namespace lstmtrain::bench {
namespace {

using In = Eigen::Map<const Eigen::ArrayXf>;
using Out = Eigen::Map<Eigen::ArrayXf>;

}  // namespace

void eigen_exp(const float* x, int count, float* y) { Out(y, count) = In(x, count).exp(); }
void eigen_tanh(const float* x, int count, float* y) { Out(y, count) = In(x, count).tanh(); }
void eigen_sigmoid(const float* x, int count, float* y) { Out(y, count) = In(x, count).logistic(); }

}  // namespace lstmtrain::bench
