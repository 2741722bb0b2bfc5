// n(z) = (z - mean(z)) / sqrt(var(z) + eps) over the rows of each lane, and back: LayerNorm without
// its gain and bias (Ba, Kiros, Hinton 2016, eq. 3), for the cells that are normalised inside.
// Stage 9.
#pragma once

#include "nn/activations.hpp"
#include "nn/layer_norm.hpp"

namespace lstmtrain::nn {

// z [rows][B] in, n(z) out; rstd [1][B] out: 1 / sqrt(var(z) + eps). A variance that overflows is
// NaN: a factor of 0 would hide it from the guards.
template <class Scalar>
void normalize(Slice<Scalar> z, Slice<Scalar> rstd) {
  const auto rows = static_cast<Scalar>(z.rows());
  rstd = z.colwise().sum() / rows;
  for (int r = 0; r < z.rows(); ++r) z.row(r) -= rstd.row(0);
  rstd = z.square().colwise().sum() / rows;
  rstd = (rstd + Scalar(kLayerNormEps)).unaryExpr(&inverse_root<Scalar>) + (rstd - rstd);
  for (int r = 0; r < z.rows(); ++r) z.row(r) *= rstd.row(0);
}

// dz = rstd (dn - mean(dn) - n mean(dn n)), dn = gain dy, where y = gain n + bias; d_gain += sum of
// dy n over lanes. dy [rows][B] in; n [rows][B] in: n(z), out: dz; mean, projection [1][B] scratch.
template <class Scalar>
void normalize_backward(Slice<Scalar> dy, Slice<Scalar> rstd, const Scalar* gain,
                        Slice<Scalar> mean, Slice<Scalar> projection, Scalar* d_gain,
                        Slice<Scalar> n) {
  const auto rows = static_cast<Scalar>(n.rows());
  mean.setZero();
  projection.setZero();
  for (int r = 0; r < n.rows(); ++r) {
    d_gain[r] += (dy.row(r) * n.row(r)).sum();
    mean += gain[r] / rows * dy.row(r);
    projection += gain[r] / rows * dy.row(r) * n.row(r);
  }
  for (int r = 0; r < n.rows(); ++r)
    n.row(r) = rstd * (gain[r] * dy.row(r) - mean - n.row(r) * projection);
}

}  // namespace lstmtrain::nn
