// Stage 10: which implementation runs a recurrent layer, by a fixed table: the fused kernels to
// kKernelUnits hidden units, matrix products by BLAS beyond. Never a timed choice: results depend
// on it. The kernels were the faster ones at every size measured (160 to 1024 units,
// bench/README.md).
#pragma once

#include <string>

#include "lstmtrain/error.hpp"
#include "lstmtrain/model.hpp"
#include "nn/blas.hpp"
#include "nn/cells/table.hpp"
#include "nn/kernels/target.hpp"

namespace lstmtrain::nn {

inline constexpr int kKernelUnits = 1024;

inline bool uses_kernel(int H) { return H <= kKernelUnits; }

// What runs a layer of H units here: "AVX3", the kernels' instruction set, or "BLAS"; "Eigen" where
// the system has no OpenBLAS.
inline const char* implementation(int H) {
  if (uses_kernel(H)) return kernel_target();
  return blas() != nullptr ? "BLAS" : "Eigen";
}

// Throws config: a cell that has no norms, or none at all.
template <class Scalar>
const CellPass<Scalar>& cell_pass(Cell cell, LayerNorm norm, int H) {
  const CellPasses<Scalar>& passes = cell_functions(cell).passes<Scalar>();
  if (norm != LayerNorm::cell) return uses_kernel(H) ? passes.kernel : passes.reference;
  const CellPass<Scalar>& pass = uses_kernel(H) ? passes.norm_kernel : passes.norm_reference;
  if (pass.forward == nullptr)
    throw Error(ErrorCode::config,
                std::string("model: LAYER_NORM, got cell, expected none or output with a ") +
                    cell_facts(cell).name + ".");
  return pass;
}

}  // namespace lstmtrain::nn
