// What computes the cells: one row a cell, in the order of kCellFacts (lstmtrain/cell.hpp), whose
// other half says what a cell is. Functions, not virtual classes: a layer looks its own up once.
#pragma once

#include <cstddef>
#include <type_traits>

#include "lstmtrain/cell.hpp"
#include "nn/cells/cell.hpp"

namespace lstmtrain::nn {

// One way to run a cell over a block of lanes. Scratch is 64-byte aligned and dead on return. Sums
// are in a fixed order that depends on the target, D, H and B alone. Allocates: no. Throws: no.
template <class Scalar>
struct CellPass {
  void (*forward)(const CellForward<Scalar>& f, Scalar* scratch);
  void (*backward)(const CellForward<Scalar>& f, const CellBackward<Scalar>& b);
  int (*features)(int H);                       // rows of the workspace at each step
  std::size_t (*scratch)(int D, int H, int B);  // elements, for either direction
};

template <class Scalar>
struct CellPasses {
  CellPass<Scalar> reference;  // matrix products
  CellPass<Scalar> kernel;     // fused; a cell without kernels has its reference here
  // LayerNorm inside: nn/cells/norm_cell.hpp; nullptrs: the cell has no norms.
  CellPass<Scalar> norm_reference, norm_kernel;
};

struct CellFunctions {
  Cell cell;
  CellPasses<float> f32;
  CellPasses<double> f64;

  template <class Scalar>
  const CellPasses<Scalar>& passes() const {
    if constexpr (std::is_same_v<Scalar, float>)
      return f32;
    else
      return f64;
  }
};

// Throws config: a value that is no cell.
const CellFunctions& cell_functions(Cell cell);

}  // namespace lstmtrain::nn
