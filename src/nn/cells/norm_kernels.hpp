// The fused SIMD kernels of one recurrent layer with LayerNorm inside over one block of lanes:
// stage
// 9. Same structs and meaning as nn/norm_cell.hpp, whose Eigen cells are the reference they are
// tested against.
#pragma once

#include <cstddef>

#include "nn/kernels/norm_scratch.hpp"

namespace lstmtrain::nn {

// Features of the workspace at each step: W_hh h_{t-1} minus its mean, in whole tiles, and 1 /
// sqrt(var + eps) of it; for the LSTM also c's mean and 1 / sqrt(var + eps).
constexpr int norm_kernel_features(int G, int H) { return norm_rows(G, H) + (G == 4 ? 3 : 1); }

// One step's part of the workspace.
template <class Scalar>
struct NormKept {
  Scalar *product, *rstd, *mean_c, *rstd_c;

  NormKept(const CellForward<Scalar>& f, int G, int t)
      : product(f.workspace + static_cast<long>(t) * norm_kernel_features(G, f.H) * f.B),
        rstd(product + static_cast<long>(norm_rows(G, f.H)) * f.B),
        mean_c(rstd + f.B),
        rstd_c(mean_c + f.B) {}
};

// Elements of the `scratch` that a kernel with G gates needs, forward or backward; 64-byte aligned,
// dead on return.
template <class Scalar>
std::size_t norm_kernel_scratch(int G, int D, int H, int B) {
  return NormScratch<Scalar>(G, D, H, B, nullptr).size;
}

// As lstm_norm_forward ... gru_norm_backward, with three differences: workspace is
// [T][norm_kernel_features][B], scratch is [norm_kernel_scratch], and b.dh is left as it is. Sums
// are in a fixed order that depends on the target, D, H and B alone. Allocates: no. Throws: no.
void lstm_norm_forward_kernel(const CellForward<float>& f, float* scratch);
void lstm_norm_forward_kernel(const CellForward<double>& f, double* scratch);
void lstm_norm_backward_kernel(const CellForward<float>& f, const CellBackward<float>& b);
void lstm_norm_backward_kernel(const CellForward<double>& f, const CellBackward<double>& b);

void gru_norm_forward_kernel(const CellForward<float>& f, float* scratch);
void gru_norm_forward_kernel(const CellForward<double>& f, double* scratch);
void gru_norm_backward_kernel(const CellForward<float>& f, const CellBackward<float>& b);
void gru_norm_backward_kernel(const CellForward<double>& f, const CellBackward<double>& b);

}  // namespace lstmtrain::nn
