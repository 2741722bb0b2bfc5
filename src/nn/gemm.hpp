// Stage 7: matrix products, row-major. The only door to BLAS.
#pragma once

namespace lstmtrain::nn {

enum class Transpose { no, yes };

// C [M,N] = beta * C + op(A) [M,K] * op(B) [K,N]; lda, ldb, ldc are row strides. Allocates: no
// (outside BLAS).
void gemm(Transpose a, Transpose b, int M, int N, int K, const float* A, int lda, const float* B,
          int ldb, float beta, float* C, int ldc);
void gemm(Transpose a, Transpose b, int M, int N, int K, const double* A, int lda, const double* B,
          int ldb, double beta, double* C, int ldc);

// Keeps BLAS on the calling thread: our own threads are over blocks of lanes.
void use_serial_blas();

}  // namespace lstmtrain::nn
