#include "nn/gemm.hpp"

#include <Eigen/Core>
#include <type_traits>

#include "nn/blas.hpp"

namespace lstmtrain::nn {
namespace {

int op(Transpose t) { return t == Transpose::yes ? kTrans : kNoTrans; }

template <class T>
using RowMajor = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class T>
auto rows_of(T* data, int rows, int columns, int stride) {
  using Matrix =
      std::conditional_t<std::is_const_v<T>, const RowMajor<std::remove_const_t<T>>, RowMajor<T>>;
  return Eigen::Map<Matrix, Eigen::Unaligned, Eigen::OuterStride<>>(data, rows, columns,
                                                                    Eigen::OuterStride<>(stride));
}

}  // namespace

template <class T>
void eigen_gemm(Transpose a, Transpose b, int M, int N, int K, const T* A, int lda, const T* B,
                int ldb, T beta, T* C, int ldc) {
  auto c = rows_of(C, M, N, ldc);
  if (beta == 0)
    c.setZero();
  else if (beta != 1)
    c *= beta;
  const bool ta = a == Transpose::yes, tb = b == Transpose::yes;
  const auto left = rows_of(A, ta ? K : M, ta ? M : K, lda);
  const auto right = rows_of(B, tb ? N : K, tb ? K : N, ldb);
  if (ta && tb)
    c.noalias() += left.transpose() * right.transpose();
  else if (ta)
    c.noalias() += left.transpose() * right;
  else if (tb)
    c.noalias() += left * right.transpose();
  else
    c.noalias() += left * right;
}

template void eigen_gemm(Transpose, Transpose, int, int, int, const float*, int, const float*, int,
                         float, float*, int);
template void eigen_gemm(Transpose, Transpose, int, int, int, const double*, int, const double*,
                         int, double, double*, int);

void gemm(Transpose a, Transpose b, int M, int N, int K, const float* A, int lda, const float* B,
          int ldb, float beta, float* C, int ldc) {
  if (const Blas* const by = blas())
    by->sgemm(kRowMajor, op(a), op(b), M, N, K, 1.0F, A, lda, B, ldb, beta, C, ldc);
  else
    eigen_gemm(a, b, M, N, K, A, lda, B, ldb, beta, C, ldc);
}

void gemm(Transpose a, Transpose b, int M, int N, int K, const double* A, int lda, const double* B,
          int ldb, double beta, double* C, int ldc) {
  if (const Blas* const by = blas())
    by->dgemm(kRowMajor, op(a), op(b), M, N, K, 1.0, A, lda, B, ldb, beta, C, ldc);
  else
    eigen_gemm(a, b, M, N, K, A, lda, B, ldb, beta, C, ldc);
}

}  // namespace lstmtrain::nn
