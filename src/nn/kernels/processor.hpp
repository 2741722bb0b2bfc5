// What this processor can run, asked of it and of the operating system. Highway's library answers
// the same question, but is a shared one whose timer runs at every start, and asks a 64-bit Arm for
// AES, which no kernel needs and a Raspberry Pi 4 has not.
#pragma once

#include <cstdint>

namespace lstmtrain::nn {

// Highway's bits (HWY_AVX2, HWY_NEON, ...) of all targets that may run here, those included for
// which there is no code.
std::int64_t processor_targets();

}  // namespace lstmtrain::nn
