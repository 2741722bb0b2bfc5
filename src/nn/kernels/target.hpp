// The instruction set that the kernels run on: the best of those that this program holds and this
// processor has, chosen at the first call.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lstmtrain::nn {

// Highway's name of it: AVX3, AVX2, SSE4, NEON, ...
const char* kernel_target();

// The names of those that this program holds and this machine has, the best first.
std::vector<std::string> kernel_targets();

// From now on the kernels run on that one of kernel_targets(). Before the first thread. False for
// another name, which changes nothing.
bool use_kernel_target(std::string_view name);

// The row of a table of dispatch.hpp.
int kernel_target_row();

}  // namespace lstmtrain::nn
