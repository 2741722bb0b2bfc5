// The fused SIMD kernels of one recurrent layer over one block of lanes: stage 9. Same structs and
// meaning as nn/cell.hpp, whose Eigen cells are the reference they are tested against; the widest
// vectors of the machine are chosen at run time (Highway). Called by nn/recurrent_layer.hpp.
#pragma once

#include <cstddef>

#include "nn/cell.hpp"

namespace lstmtrain::nn {

// Elements of the `scratch` that a kernel needs, forward or backward; 64-byte aligned, dead on
// return.
template <class Scalar>
std::size_t lstm_kernel_scratch(int D, int H, int B);

// Rows of H that the kernel keeps in the workspace: i f g o. tanh(c) is made again: that is cheaper
// than to write and read it.
inline constexpr int kLstmKernelRows = 4;

// As lstm_forward and lstm_backward, with three differences: workspace is [T][kLstmKernelRows*H][B]
// and dead after the backward pass; forward takes `scratch` [lstm_kernel_scratch], which b.scratch
// is too; b.dh is left as it is. Sums over lanes and steps are in a fixed order that depends on the
// target, D, H and B alone. Allocates: no. Throws: no.
void lstm_forward_kernel(const CellForward<float>& f, float* scratch);
void lstm_forward_kernel(const CellForward<double>& f, double* scratch);
void lstm_backward_kernel(const CellForward<float>& f, const CellBackward<float>& b);
void lstm_backward_kernel(const CellForward<double>& f, const CellBackward<double>& b);

}  // namespace lstmtrain::nn
