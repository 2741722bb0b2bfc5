#include "nn/gemm.hpp"

#include <cblas.h>

namespace lstmtrain::nn {
namespace {

CBLAS_TRANSPOSE op(Transpose t) { return t == Transpose::yes ? CblasTrans : CblasNoTrans; }

}  // namespace

void gemm(Transpose a, Transpose b, int M, int N, int K, const float* A, int lda, const float* B,
          int ldb, float beta, float* C, int ldc) {
  cblas_sgemm(CblasRowMajor, op(a), op(b), M, N, K, 1.0F, A, lda, B, ldb, beta, C, ldc);
}

void gemm(Transpose a, Transpose b, int M, int N, int K, const double* A, int lda, const double* B,
          int ldb, double beta, double* C, int ldc) {
  cblas_dgemm(CblasRowMajor, op(a), op(b), M, N, K, 1.0, A, lda, B, ldb, beta, C, ldc);
}

void use_serial_blas() { openblas_set_num_threads(1); }

}  // namespace lstmtrain::nn
