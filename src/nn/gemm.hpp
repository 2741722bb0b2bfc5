// Stage 7: matrix products, row-major: by OpenBLAS, else by Eigen.
#pragma once

namespace lstmtrain::nn {

enum class Transpose { no, yes };

// C [M,N] = beta * C + op(A) [M,K] * op(B) [K,N]; lda, ldb, ldc are row strides. Allocates: no
// (outside BLAS and Eigen).
void gemm(Transpose a, Transpose b, int M, int N, int K, const float* A, int lda, const float* B,
          int ldb, float beta, float* C, int ldc);
void gemm(Transpose a, Transpose b, int M, int N, int K, const double* A, int lda, const double* B,
          int ldb, double beta, double* C, int ldc);

// Eigen's, whatever the system has.
template <class T>
void eigen_gemm(Transpose a, Transpose b, int M, int N, int K, const T* A, int lda, const T* B,
                int ldb, T beta, T* C, int ldc);
extern template void eigen_gemm(Transpose, Transpose, int, int, int, const float*, int,
                                const float*, int, float, float*, int);
extern template void eigen_gemm(Transpose, Transpose, int, int, int, const double*, int,
                                const double*, int, double, double*, int);

}  // namespace lstmtrain::nn
