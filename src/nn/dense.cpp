#include "nn/dense.hpp"

#include "nn/activations.hpp"

namespace lstmtrain::nn {

template <class Scalar>
void dense_forward(int rows, int H, int K, int B, const Scalar* h, const Scalar* weight,
                   const Scalar* bias, Scalar* y) {
  for (int t = 0; t < rows; ++t) {
    const ConstSlice<Scalar> in(h + static_cast<long>(t) * H * B, H, B);
    Slice<Scalar> out(y + static_cast<long>(t) * K * B, K, B);
    // y_k = sum_j W_kj h_j + b_k
    for (int k = 0; k < K; ++k) {
      out.row(k).setConstant(bias[k]);
      for (int j = 0; j < H; ++j) out.row(k) += weight[k * H + j] * in.row(j);
    }
  }
}

template <class Scalar>
void dense_backward(int rows, int H, int K, int B, const Scalar* h, const Scalar* weight,
                    const Scalar* dy, Scalar* dh, Scalar* d_weight, Scalar* d_bias) {
  for (int t = 0; t < rows; ++t) {
    const ConstSlice<Scalar> in(h + static_cast<long>(t) * H * B, H, B),
        d(dy + static_cast<long>(t) * K * B, K, B);
    Slice<Scalar> d_in(dh + static_cast<long>(t) * H * B, H, B);
    d_in.setZero();
    // dW_kj += dy_k h_j, db_k += dy_k, dh_j = sum_k W_kj dy_k
    for (int k = 0; k < K; ++k) {
      d_bias[k] += d.row(k).sum();
      for (int j = 0; j < H; ++j) {
        d_weight[k * H + j] += (d.row(k) * in.row(j)).sum();
        d_in.row(j) += weight[k * H + j] * d.row(k);
      }
    }
  }
}

template void dense_forward(int, int, int, int, const float*, const float*, const float*, float*);
template void dense_forward(int, int, int, int, const double*, const double*, const double*,
                            double*);
template void dense_backward(int, int, int, int, const float*, const float*, const float*, float*,
                             float*, float*);
template void dense_backward(int, int, int, int, const double*, const double*, const double*,
                             double*, double*, double*);

}  // namespace lstmtrain::nn
