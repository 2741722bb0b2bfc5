// OpenBLAS where the system has it, for layers beyond the kernels (recurrent_layer.hpp): loaded at
// the first product.
#pragma once

namespace lstmtrain::nn {

// cblas.h of the reference implementation: enums are ints, and so are sizes.
struct Blas {
  void (*sgemm)(int order, int trans_a, int trans_b, int M, int N, int K, float alpha,
                const float* A, int lda, const float* B, int ldb, float beta, float* C,
                int ldc) = nullptr;
  void (*dgemm)(int order, int trans_a, int trans_b, int M, int N, int K, double alpha,
                const double* A, int lda, const double* B, int ldb, double beta, double* C,
                int ldc) = nullptr;
};
inline constexpr int kRowMajor = 101, kNoTrans = 111, kTrans = 112;

// Null where there is none. It stays on the calling thread: our own threads are over blocks of
// lanes.
const Blas* blas();

}  // namespace lstmtrain::nn
