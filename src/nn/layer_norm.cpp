#include "nn/layer_norm.hpp"

#include "nn/activations.hpp"

namespace lstmtrain::nn {

template <class Scalar>
void layer_norm_forward(int rows, int H, int B, const Scalar* x, const Scalar* gamma,
                        const Scalar* beta, Scalar* normed, Scalar* rstd, Scalar* y) {
  const long slice = static_cast<long>(H) * B;
  for (int t = 0; t < rows; ++t) {
    const ConstSlice<Scalar> in(x + t * slice, H, B);
    Slice<Scalar> xhat(normed + t * slice, H, B), out(y + t * slice, H, B),
        inverse(rstd + static_cast<long>(t) * B, 1, B);

    // mu = mean(x), sigma^2 = mean((x - mu)^2), xhat = (x - mu) / sqrt(sigma^2 + eps), y = gamma
    // xhat + beta
    out.row(0) = in.colwise().sum() / Scalar(H);
    for (int k = H - 1; k >= 0; --k) xhat.row(k) = in.row(k) - out.row(0);
    inverse = (xhat.square().colwise().sum() / Scalar(H) + Scalar(kLayerNormEps))
                  .unaryExpr(&inverse_root<Scalar>);
    for (int k = 0; k < H; ++k) {
      xhat.row(k) *= inverse.row(0);
      out.row(k) = gamma[k] * xhat.row(k) + beta[k];
    }
  }
}

template <class Scalar>
void layer_norm_backward(int rows, int H, int B, const Scalar* normed, const Scalar* rstd,
                         const Scalar* gamma, Scalar* dy, Scalar* d_gamma, Scalar* d_beta) {
  const long slice = static_cast<long>(H) * B;
  for (int t = 0; t < rows; ++t) {
    const ConstSlice<Scalar> xhat(normed + t * slice, H, B),
        inverse(rstd + static_cast<long>(t) * B, 1, B);
    Slice<Scalar> d(dy + t * slice, H, B);
    for (int k = 0; k < H; ++k) {
      d_gamma[k] += (d.row(k) * xhat.row(k)).sum();
      d_beta[k] += d.row(k).sum();
      d.row(k) *= gamma[k];  // dxhat
    }
    // dx = rstd (dxhat - mean(dxhat) - xhat mean(dxhat xhat)), lane by lane
    for (int n = 0; n < B; ++n) {
      Scalar mean = 0, projection = 0;
      for (int k = 0; k < H; ++k) {
        mean += d(k, n);
        projection += d(k, n) * xhat(k, n);
      }
      mean /= Scalar(H);
      projection /= Scalar(H);
      for (int k = 0; k < H; ++k)
        d(k, n) = inverse(0, n) * (d(k, n) - mean - xhat(k, n) * projection);
    }
  }
}

template void layer_norm_forward(int, int, int, const float*, const float*, const float*, float*,
                                 float*, float*);
template void layer_norm_forward(int, int, int, const double*, const double*, const double*,
                                 double*, double*, double*);
template void layer_norm_backward(int, int, int, const float*, const float*, const float*, float*,
                                  float*, float*);
template void layer_norm_backward(int, int, int, const double*, const double*, const double*,
                                  double*, double*, double*);

}  // namespace lstmtrain::nn
