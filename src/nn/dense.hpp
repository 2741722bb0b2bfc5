// Stage 11: the dense head y = W h + b on every row of a block (torch.nn.Linear).
#pragma once

namespace lstmtrain::nn {

// h [rows][H][B] in, weight [K,H], bias [K], y [rows][K][B] out.
template <class Scalar>
void dense_forward(int rows, int H, int K, int B, const Scalar* h, const Scalar* weight,
                   const Scalar* bias, Scalar* y);

// dy [rows][K][B] in, dh [rows][H][B] out, overwritten; d_weight [K,H] and d_bias [K] accumulate.
template <class Scalar>
void dense_backward(int rows, int H, int K, int B, const Scalar* h, const Scalar* weight,
                    const Scalar* dy, Scalar* dh, Scalar* d_weight, Scalar* d_bias);

}  // namespace lstmtrain::nn
