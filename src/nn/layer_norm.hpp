// Stage 11: LayerNorm over the features of each row and lane (Ba, Kiros, Hinton 2016, eq. 4;
// torch.nn.LayerNorm).
#pragma once

#include <cmath>

namespace lstmtrain::nn {

inline constexpr double kLayerNormEps = 1e-5;

// 1 / sqrt(x), each of the two rounded as IEEE 754 says. Eigen's sqrt() and rsqrt() begin with the
// processor's estimate, whose bits differ from maker to maker.
template <class Scalar>
inline Scalar inverse_root(Scalar x) {
  return 1 / std::sqrt(x);
}

// `rows` rows of a block: x [rows][H][B] in; normed [rows][H][B] and rstd [rows][B] out, kept for
// the backward pass; y [rows][H][B] out = gamma normed + beta. None may alias another.
template <class Scalar>
void layer_norm_forward(int rows, int H, int B, const Scalar* x, const Scalar* gamma,
                        const Scalar* beta, Scalar* normed, Scalar* rstd, Scalar* y);

// dy [rows][H][B] in, overwritten with dx. d_gamma, d_beta [H] accumulate.
template <class Scalar>
void layer_norm_backward(int rows, int H, int B, const Scalar* normed, const Scalar* rstd,
                         const Scalar* gamma, Scalar* dy, Scalar* d_gamma, Scalar* d_beta);

}  // namespace lstmtrain::nn
