// The views that a cell's backward pass takes, over the arrays of a test's problem, which are named
// as the cells name them.
#pragma once

#include "nn/cells/cell.hpp"

namespace lstmtrain::test {

template <class Value, class Problem, class Vector>
nn::CellNorm<Value> norm_view(const Problem& p, Vector& ih, Vector& hh, Vector& c, Vector& c_bias) {
  if (!p.norm) return {};
  if (!p.has_c()) return {ih.data(), hh.data()};
  return {ih.data(), hh.data(), c.data(), c_bias.data()};
}

template <class Scalar, class Problem>
nn::CellBackward<Scalar> backward_view(Problem& p, Scalar* dh, Scalar* dx, int dh_begin) {
  return {dh,
          dx,
          p.dh0.data(),
          p.has_c() ? p.dc0.data() : nullptr,
          p.d_weight_ih.data(),
          p.d_weight_hh.data(),
          p.d_bias_ih.data(),
          p.d_bias_hh.data(),
          p.scratch.data(),
          dh_begin,
          norm_view<Scalar>(p, p.d_norm_ih, p.d_norm_hh, p.d_norm_c, p.d_norm_c_bias)};
}

}  // namespace lstmtrain::test
