// From a function of a target's namespace to the one of the target that this processor has.
// Included by the sources of kernels, which know Highway.
#pragma once

#include "nn/kernels/target.hpp"

// Once a file, in the namespace around those of the targets: FUNCTION's table, a row a target, and
// its row. Highway's own, HWY_EXPORT, asks its library.
#define LSTMTRAIN_EXPORT(FUNCTION)                                                 \
  static decltype(&HWY_STATIC_DISPATCH(FUNCTION)) const FUNCTION##_of_target[] = { \
      HWY_CHOOSE_TARGET_LIST(FUNCTION), HWY_CHOOSE_FALLBACK(FUNCTION)}
#define LSTMTRAIN_DISPATCH(FUNCTION) FUNCTION##_of_target[::lstmtrain::nn::kernel_target_row()]

// The entries of a fused kernel, alike for every cell: a table takes no template, so a cell's float
// and double functions have names of their own on each target, and overloads outside.

// In the target's namespace: CELL_forward_f32 and so on, the loops of steps-inl.hpp over KERNEL<T>.
#define LSTMTRAIN_KERNEL_ENTRIES(CELL, KERNEL)                                            \
  void CELL##_forward_f32(const CellForward<float>& f, float* scratch) {                  \
    forward_steps<KERNEL<float>>(f, scratch);                                             \
  }                                                                                       \
  void CELL##_forward_f64(const CellForward<double>& f, double* scratch) {                \
    forward_steps<KERNEL<double>>(f, scratch);                                            \
  }                                                                                       \
  void CELL##_backward_f32(const CellForward<float>& f, const CellBackward<float>& b) {   \
    backward_steps<KERNEL<float>>(f, b);                                                  \
  }                                                                                       \
  void CELL##_backward_f64(const CellForward<double>& f, const CellBackward<double>& b) { \
    backward_steps<KERNEL<double>>(f, b);                                                 \
  }

// Once a file, outside of namespaces: CELL_forward_kernel and CELL_backward_kernel.
#define LSTMTRAIN_KERNEL_DISPATCH(CELL)                                                      \
  namespace lstmtrain::nn {                                                                  \
  LSTMTRAIN_EXPORT(CELL##_forward_f32);                                                      \
  LSTMTRAIN_EXPORT(CELL##_forward_f64);                                                      \
  LSTMTRAIN_EXPORT(CELL##_backward_f32);                                                     \
  LSTMTRAIN_EXPORT(CELL##_backward_f64);                                                     \
  void CELL##_forward_kernel(const CellForward<float>& f, float* scratch) {                  \
    LSTMTRAIN_DISPATCH(CELL##_forward_f32)(f, scratch);                                      \
  }                                                                                          \
  void CELL##_forward_kernel(const CellForward<double>& f, double* scratch) {                \
    LSTMTRAIN_DISPATCH(CELL##_forward_f64)(f, scratch);                                      \
  }                                                                                          \
  void CELL##_backward_kernel(const CellForward<float>& f, const CellBackward<float>& b) {   \
    LSTMTRAIN_DISPATCH(CELL##_backward_f32)(f, b);                                           \
  }                                                                                          \
  void CELL##_backward_kernel(const CellForward<double>& f, const CellBackward<double>& b) { \
    LSTMTRAIN_DISPATCH(CELL##_backward_f64)(f, b);                                           \
  }                                                                                          \
  }  // namespace lstmtrain::nn

// The row CELL_one_row of nn/cells/row_table.cpp, of the target's CELL_row; GATES and PARTED as in
// RowKernel.
#define LSTMTRAIN_ROW_DISPATCH(CELL, GATES, PARTED)                                            \
  namespace lstmtrain::nn {                                                                    \
  LSTMTRAIN_EXPORT(CELL##_row);                                                                \
  static void CELL##_row_kernel(const RowStep& step) { LSTMTRAIN_DISPATCH(CELL##_row)(step); } \
  extern const RowKernel CELL##_one_row;                                                       \
  constinit const RowKernel CELL##_one_row = {GATES, PARTED, CELL##_row_kernel};               \
  } /* namespace lstmtrain::nn */
