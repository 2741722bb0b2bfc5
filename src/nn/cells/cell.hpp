// The contract of a recurrent cell over one block of lanes: stage 9. Implemented by lstm_cell.cpp
// and gru_cell.cpp (Eigen: the reference) and by the fused kernels.
#pragma once

#include <cstdint>

namespace lstmtrain::nn {

// What LayerNorm inside the cell adds to a layer's parameters, all nullptr without it: gains of the
// norms over W_ih x and W_hh h, whose biases are bias_ih and bias_hh, and the norm of c.
template <class Scalar>
struct CellNorm {
  Scalar* ih = nullptr;      // [G*H]
  Scalar* hh = nullptr;      // [G*H]
  Scalar* c = nullptr;       // [H]; LSTM only
  Scalar* c_bias = nullptr;  // [H]; LSTM only
};

// One layer's forward pass: T steps of B lanes. All pointers are owned by the caller, none may
// alias another.
template <class Scalar>
struct CellForward {
  int T = 0, D = 0, H = 0, B = 0;     // B is a multiple of kLaneMultiple
  const Scalar* weight_ih = nullptr;  // [G*H,D]; gate order LSTM i f g o, GRU r z n
  const Scalar* weight_hh = nullptr;  // [G*H,H]
  const Scalar* bias_ih = nullptr;    // [G*H]
  const Scalar* bias_hh = nullptr;    // [G*H]
  const Scalar* x = nullptr;          // [T][D][B] in
  const std::uint8_t* reset =
      nullptr;  // [T][B] in; not 0: this lane enters step t with the zero state. nullptr: never
  Scalar* h = nullptr;          // [T+1][H][B] slice 0 in: h0; slices 1..T out
  Scalar* c = nullptr;          // [T+1][H][B] likewise; LSTM only
  Scalar* workspace = nullptr;  // [T][workspace_rows*H][B] out: LSTM i f g o tanh(c); GRU r z n and
                                // q = W_hn h + b_hn
  CellNorm<const Scalar> norm = {};  // of the cells of nn/norm_cell.hpp
};

// The same layer's backward pass, after the forward pass left `h`, `c` and `workspace` as they are.
// Gradients do not flow through a reset, nor into the steps before the first.
template <class Scalar>
struct CellBackward {
  Scalar* dh = nullptr;           // [T][H][B] in: dL/dh_t from above; overwritten
  Scalar* dx = nullptr;           // [T][D][B] out, overwritten; nullptr: not wanted
  Scalar* dh0 = nullptr;          // [H][B] out, overwritten; nullptr: not wanted
  Scalar* dc0 = nullptr;          // [H][B] out, overwritten; nullptr: not wanted; LSTM only
  Scalar* d_weight_ih = nullptr;  // [G*H,D] accumulates
  Scalar* d_weight_hh = nullptr;  // [G*H,H] accumulates
  Scalar* d_bias_ih = nullptr;    // [G*H] accumulates
  Scalar* d_bias_hh = nullptr;    // [G*H] accumulates
  Scalar* scratch = nullptr;      // [scratch_rows*H][B] dead on return
  int dh_begin = 0;               // before this step dL/dh_t is 0 and dh is not read
  CellNorm<Scalar> d_norm = {};   // accumulates
};

inline constexpr int kLstmWorkspaceRows = 5;  // i f g o tanh(c)
inline constexpr int kGruWorkspaceRows = 4;   // r z n q
inline constexpr int kScratchRows = 4;        // of either cell

// workspace holds the gates' gradients on return of the backward pass. Allocates: no. Throws: no.
template <class Scalar>
void lstm_forward(const CellForward<Scalar>& f);
template <class Scalar>
void lstm_backward(const CellForward<Scalar>& f, const CellBackward<Scalar>& b);

template <class Scalar>
void gru_forward(const CellForward<Scalar>& f);
template <class Scalar>
void gru_backward(const CellForward<Scalar>& f, const CellBackward<Scalar>& b);

}  // namespace lstmtrain::nn
