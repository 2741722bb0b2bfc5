// What one core can do: the ceiling that kernel speeds are reported against.
#pragma once

namespace lstmtrain::nn {

// Float fused multiply-adds (2 flop each) of this thread in GFLOP/s, with the vectors that the
// kernels use: the best of some runs of a millisecond. Takes about 20 ms.
double fma_peak_gflops();

}  // namespace lstmtrain::nn
