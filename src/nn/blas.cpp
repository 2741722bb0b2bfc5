#include "nn/blas.hpp"

#include "base/shared_library.hpp"

namespace lstmtrain::nn {
namespace {

Blas load() {
  const SharedLibrary library("libopenblas.so.0");
  Blas blas;
  void (*set_threads)(int) = nullptr;
  if (!library.find("openblas_set_num_threads", set_threads) ||
      !library.find("cblas_sgemm", blas.sgemm) || !library.find("cblas_dgemm", blas.dgemm))
    return {};
  set_threads(1);
  return blas;
}

}  // namespace

const Blas* blas() {
  static const Blas loaded = load();
  return loaded.dgemm != nullptr ? &loaded : nullptr;
}

}  // namespace lstmtrain::nn
