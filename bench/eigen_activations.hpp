// Eigen's activations in a file of their own, which is built for this machine's vectors; the rest
// of the program is not, as the kernels choose theirs at run time.
#pragma once

namespace lstmtrain::bench {

void eigen_exp(const float* x, int count, float* y);
void eigen_tanh(const float* x, int count, float* y);
void eigen_sigmoid(const float* x, int count, float* y);

}  // namespace lstmtrain::bench
