// Matrix products: whatever the system has, and Eigen's, against three loops.
#include "nn/gemm.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "nn/blas.hpp"
#include "support/catch.hpp"

using namespace lstmtrain::nn;

namespace {

struct Shape {
  int M, N, K;
};

// Matrices with rows longer than they need, of random numbers.
template <class T>
struct Problem {
  Problem(Shape shape, Transpose a, Transpose b)
      : lda((a == Transpose::yes ? shape.M : shape.K) + 2),
        ldb((b == Transpose::yes ? shape.K : shape.N) + 3),
        ldc(shape.N + 1),
        A(random((a == Transpose::yes ? shape.K : shape.M) * lda)),
        B(random((b == Transpose::yes ? shape.N : shape.K) * ldb)),
        C(random(shape.M * ldc)) {}

  static std::vector<T> random(int size) {
    static std::mt19937_64 rng(7);
    std::uniform_real_distribution<T> uniform(-1, 1);
    std::vector<T> values(static_cast<std::size_t>(size));
    for (T& v : values) v = uniform(rng);
    return values;
  }

  int lda, ldb, ldc;
  std::vector<T> A, B, C;
};

template <class T>
void check_products(bool by_eigen) {
  for (const Shape shape : {Shape{1, 1, 1}, {5, 3, 7}, {48, 16, 33}})
    for (const Transpose a : {Transpose::no, Transpose::yes})
      for (const Transpose b : {Transpose::no, Transpose::yes})
        for (const T beta : {T(0), T(1), T(0.5)}) {
          const Problem<T> p(shape, a, b);
          std::vector<T> C = p.C;
          if (beta == 0) C[0] = std::numeric_limits<T>::quiet_NaN();  // is not read
          const auto product = [&](auto gemm) {
            gemm(a, b, shape.M, shape.N, shape.K, p.A.data(), p.lda, p.B.data(), p.ldb, beta,
                 C.data(), p.ldc);
          };
          if (by_eigen)
            product([](auto... arguments) { eigen_gemm(arguments...); });
          else
            product([](auto... arguments) { gemm(arguments...); });
          double worst = 0;
          for (int i = 0; i < shape.M; ++i)
            for (int j = 0; j < shape.N; ++j) {
              double sum = beta == 0 ? 0 : double(beta) * double(p.C[std::size_t(i * p.ldc + j)]);
              for (int k = 0; k < shape.K; ++k)
                sum +=
                    double(p.A[std::size_t(a == Transpose::yes ? k * p.lda + i : i * p.lda + k)]) *
                    double(p.B[std::size_t(b == Transpose::yes ? j * p.ldb + k : k * p.ldb + j)]);
              worst = std::max(worst, std::abs(sum - double(C[std::size_t(i * p.ldc + j)])));
            }
          CAPTURE(shape.M, shape.N, shape.K, a == Transpose::yes, b == Transpose::yes, beta);
          CHECK(worst < 100 * double(std::numeric_limits<T>::epsilon()));
          // Between the rows nothing is written.
          for (int i = 0; i < shape.M; ++i)
            CHECK(C[std::size_t(i * p.ldc + shape.N)] == p.C[std::size_t(i * p.ldc + shape.N)]);
        }
}

}  // namespace

TEST_CASE("nn.gemm: Eigen's product is that of three loops") {
  check_products<float>(true);
  check_products<double>(true);
}

TEST_CASE("nn.gemm: the system's product is that of three loops") {
  INFO((blas() != nullptr ? "OpenBLAS" : "Eigen: no OpenBLAS here"));
  check_products<float>(false);
  check_products<double>(false);
}
