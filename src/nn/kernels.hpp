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

// As lstm_forward and lstm_backward, with two differences: forward takes `scratch`
// [lstm_kernel_scratch], as b.scratch is in the backward pass, and the workspace is dead after the
// backward pass. Sums over lanes and steps are in a fixed order that depends on the target, D, H
// and B alone. Allocates: no. Throws: no.
void lstm_forward_kernel(const CellForward<float>& f, float* scratch);
void lstm_forward_kernel(const CellForward<double>& f, double* scratch);
void lstm_backward_kernel(const CellForward<float>& f, const CellBackward<float>& b);
void lstm_backward_kernel(const CellForward<double>& f, const CellBackward<double>& b);

}  // namespace lstmtrain::nn
