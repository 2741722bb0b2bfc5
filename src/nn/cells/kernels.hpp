// The fused SIMD kernels of one recurrent layer over one block of lanes: stage 9. Same structs and
// meaning as nn/cell.hpp, whose Eigen cells are the reference they are tested against; the widest
// vectors of the machine are chosen at run time (Highway).
#pragma once

#include <cstddef>

#include "nn/cells/cell.hpp"

namespace lstmtrain::nn {

// Elements of the `scratch` that a kernel of either cell needs, forward or backward; 64-byte
// aligned, dead on return.
template <class Scalar>
std::size_t kernel_scratch(int D, int H, int B);

// Rows of H that the kernels keep in the workspace: LSTM i f g o (tanh(c) is made again, which is
// cheaper than to write and read it), GRU r z n q.
inline constexpr int kLstmKernelRows = 4;
inline constexpr int kGruKernelRows = 4;

// As lstm_forward ... gru_backward, with three differences: workspace is
// [T][kLstmKernelRows*H][B] or [T][kGruKernelRows*H][B], and dead after the backward pass; forward
// takes `scratch` [kernel_scratch], which b.scratch is too; b.dh is left as it is. Sums over lanes
// and steps are in a fixed order that depends on the target, D, H and B alone. Allocates: no.
// Throws: no.
void lstm_forward_kernel(const CellForward<float>& f, float* scratch);
void lstm_forward_kernel(const CellForward<double>& f, double* scratch);
void lstm_backward_kernel(const CellForward<float>& f, const CellBackward<float>& b);
void lstm_backward_kernel(const CellForward<double>& f, const CellBackward<double>& b);

void gru_forward_kernel(const CellForward<float>& f, float* scratch);
void gru_forward_kernel(const CellForward<double>& f, double* scratch);
void gru_backward_kernel(const CellForward<float>& f, const CellBackward<float>& b);
void gru_backward_kernel(const CellForward<double>& f, const CellBackward<double>& b);

}  // namespace lstmtrain::nn
