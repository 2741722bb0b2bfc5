// The instruction set that the kernels run on: Highway's choice at the first call, with one
// correction. Highway 1.0.3 asks for AES where it looks for NEON, so that on a core without it (the
// Cortex-A72 of a Raspberry Pi 4) it finds nothing, warns on stderr and takes its fallback. Every
// 64-bit Arm has NEON, and no kernel encrypts. Included by every source of kernels.
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

// Tells Highway to use NEON where it would find nothing; true if it had to. Prints nothing.
bool correct_kernel_target();

// Before main(), thus before the first dispatch, in every program that has a kernel in it.
inline const bool kKernelTargetCorrected = correct_kernel_target();

}  // namespace lstmtrain::nn
