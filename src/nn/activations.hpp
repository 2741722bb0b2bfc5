// Stage 8: sigmoid and tanh on Eigen arrays, and their derivatives written in terms of the output.
// NaN stays NaN (Eigen's own clamp would turn it into a number and blind the guards); +-Inf
// saturates.
#pragma once

#include <Eigen/Core>

namespace lstmtrain::nn {

// A [rows][lanes] slice of a block: rows = features, lanes contiguous.
template <class Scalar>
using Slice = Eigen::Map<Eigen::Array<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;
template <class Scalar>
using ConstSlice =
    Eigen::Map<const Eigen::Array<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;

// a = 1 / (1 + exp(-a))
template <class Scalar>
void sigmoid_in_place(Slice<Scalar> a) {
  a = (a == a).select(a.logistic(), a);
}

// a = tanh(a)
template <class Scalar>
void tanh_in_place(Slice<Scalar> a) {
  a = (a == a).select(a.tanh(), a);
}

// d sigmoid(a) / da, from y = sigmoid(a)
template <class Array>
auto d_sigmoid(const Array& y) {
  return y * (1 - y);
}

// d tanh(a) / da, from y = tanh(a)
template <class Array>
auto d_tanh(const Array& y) {
  return 1 - y * y;
}

}  // namespace lstmtrain::nn
