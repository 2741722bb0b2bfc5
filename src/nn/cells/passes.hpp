// The passes of a cell with references and fused kernels: its functions, and what they need of a
// workspace and of scratch, which follows from its shape.
#pragma once

#include "nn/cells/norm_cell.hpp"
#include "nn/cells/table.hpp"
#include "nn/kernels/norm_scratch.hpp"
#include "nn/kernels/scratch.hpp"

namespace lstmtrain::nn {

// kGates and kHasC as in CellFacts; rows of H that are kept from forward to backward.
template <int kGates, bool kHasC, int kReferenceRows, int kKernelRows>
struct CellShape {
  static constexpr int gates = kGates;
  static constexpr int reference_features(int H) { return kReferenceRows * H; }
  static constexpr int kernel_features(int H) { return kKernelRows * H; }
  static constexpr int norm_reference_features(int H) { return norm_workspace_features(kGates, H); }
  static constexpr int norm_features(int H) { return norm_kernel_features(kGates, H, kHasC); }

  static std::size_t reference_scratch(int /*D*/, int H, int B) { return elements(3 * H, B); }
  static std::size_t norm_reference_scratch(int /*D*/, int H, int B) {
    return elements((2 * kGates + 5) * H + 4, B);
  }
  template <class Scalar>
  static std::size_t scratch(int D, int H, int B) {
    return KernelScratch<Scalar>(D, H, B, nullptr).size;
  }
  template <class Scalar>
  static std::size_t norm_scratch(int D, int H, int B) {
    return NormScratch<Scalar>(kGates, D, H, B, nullptr).size;
  }

 private:
  static std::size_t elements(int features, int B) {
    return static_cast<std::size_t>(features) * static_cast<std::size_t>(B);
  }
};

}  // namespace lstmtrain::nn

// A cell's passes from the functions that LSTMTRAIN_DECLARE_PASS declares.
#define LSTMTRAIN_CELL_PASSES(CELL, SHAPE, Scalar)                                   \
  {                                                                                  \
    {CELL##_forward<Scalar>, CELL##_backward<Scalar>, SHAPE::reference_features,     \
     SHAPE::reference_scratch},                                                      \
        {CELL##_forward_kernel, CELL##_backward_kernel, SHAPE::kernel_features,      \
         SHAPE::scratch<Scalar>},                                                    \
        {CELL##_norm_forward<Scalar>, CELL##_norm_backward<Scalar>,                  \
         SHAPE::norm_reference_features, SHAPE::norm_reference_scratch},             \
    {                                                                                \
      CELL##_norm_forward_kernel, CELL##_norm_backward_kernel, SHAPE::norm_features, \
          SHAPE::norm_scratch<Scalar>                                                \
    }                                                                                \
  }

// Defines the row CELL_functions of nn/cells/table.cpp.
#define LSTMTRAIN_CELL_FUNCTIONS(CELL, SHAPE)           \
  extern const CellFunctions CELL##_functions;          \
  constinit const CellFunctions CELL##_functions = {    \
      .cell = Cell::CELL,                               \
      .f32 = LSTMTRAIN_CELL_PASSES(CELL, SHAPE, float), \
      .f64 = LSTMTRAIN_CELL_PASSES(CELL, SHAPE, double)};
