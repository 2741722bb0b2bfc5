// The contract of a recurrent cell over one block of lanes: stage 9. A cell is a folder beside this
// file and a row of nn/cells/table.cpp: a reference in Eigen, and fused kernels that are tested
// against it.
#pragma once

#include <cstdint>

namespace lstmtrain::nn {

// What LayerNorm inside the cell adds to a layer's parameters, all nullptr without it: gains of the
// norms over W_ih x and W_hh h, whose biases are bias_ih and bias_hh, and the norm of c.
template <class Scalar>
struct CellNorm {
  Scalar* ih = nullptr;      // [G*H]
  Scalar* hh = nullptr;      // [G*H]
  Scalar* c = nullptr;       // [H]; only of cells with c
  Scalar* c_bias = nullptr;  // [H]; only of cells with c
};

// One layer's forward pass: T steps of B lanes. All pointers are owned by the caller, none may
// alias another.
template <class Scalar>
struct CellForward {
  int T = 0, D = 0, H = 0, B = 0;     // B is a multiple of kLaneMultiple
  const Scalar* weight_ih = nullptr;  // [G*H,D]; gates in the order of CellFacts
  const Scalar* weight_hh = nullptr;  // [G*H,H]
  const Scalar* bias_ih = nullptr;    // [G*H]
  const Scalar* bias_hh = nullptr;    // [G*H]
  const Scalar* x = nullptr;          // [T][D][B] in
  const std::uint8_t* reset =
      nullptr;  // [T][B] in; not 0: this lane enters step t with the zero state. nullptr: never
  Scalar* h = nullptr;          // [T+1][H][B] slice 0 in: h0; slices 1..T out
  Scalar* c = nullptr;          // [T+1][H][B] likewise; only of cells with c
  Scalar* workspace = nullptr;  // [T][features][B] out; features: see CellPass
  CellNorm<const Scalar> norm = {};
};

// The same layer's backward pass, after the forward pass left `h`, `c` and `workspace` as they are;
// workspace is dead on return.
// Gradients do not flow through a reset, nor into the steps before the first.
template <class Scalar>
struct CellBackward {
  Scalar* dh = nullptr;   // [T][H][B] in: dL/dh_t from above; a reference overwrites it
  Scalar* dx = nullptr;   // [T][D][B] out, overwritten; nullptr: not wanted
  Scalar* dh0 = nullptr;  // [H][B] out, overwritten; nullptr: not wanted
  Scalar* dc0 = nullptr;  // [H][B] out, overwritten; nullptr: not wanted; only of cells with c
  Scalar* d_weight_ih = nullptr;  // [G*H,D] accumulates
  Scalar* d_weight_hh = nullptr;  // [G*H,H] accumulates
  Scalar* d_bias_ih = nullptr;    // [G*H] accumulates
  Scalar* d_bias_hh = nullptr;    // [G*H] accumulates
  Scalar* scratch = nullptr;      // [scratch] elements, see CellPass; dead on return
  int dh_begin = 0;               // before this step dL/dh_t is 0 and dh is not read
  CellNorm<Scalar> d_norm = {};   // accumulates
};

}  // namespace lstmtrain::nn

// Declares what a folder with references and kernels defines, for its row of nn/cells/table.hpp.
#define LSTMTRAIN_DECLARE_PASS(PASS)                                                      \
  template <class Scalar>                                                                 \
  void PASS##_forward(const CellForward<Scalar>& f, Scalar* scratch);                     \
  template <class Scalar>                                                                 \
  void PASS##_backward(const CellForward<Scalar>& f, const CellBackward<Scalar>& b);      \
  void PASS##_forward_kernel(const CellForward<float>& f, float* scratch);                \
  void PASS##_forward_kernel(const CellForward<double>& f, double* scratch);              \
  void PASS##_backward_kernel(const CellForward<float>& f, const CellBackward<float>& b); \
  void PASS##_backward_kernel(const CellForward<double>& f, const CellBackward<double>& b);

// Of a reference's two templates.
#define LSTMTRAIN_INSTANTIATE_PASS(PASS)                                                \
  template void PASS##_forward(const CellForward<float>&, float*);                      \
  template void PASS##_forward(const CellForward<double>&, double*);                    \
  template void PASS##_backward(const CellForward<float>&, const CellBackward<float>&); \
  template void PASS##_backward(const CellForward<double>&, const CellBackward<double>&);
