// What the references of the normalised cells share: both products of a step and their norms, and
// the way back. Formulas: nn/cells/norm_cell.hpp. Stage 9.
#pragma once

#include <algorithm>

#include "nn/cells/lane_norm.hpp"
#include "nn/cells/norm_cell.hpp"
#include "nn/cells/reference.hpp"

namespace lstmtrain::nn {

// One step of a layer with G gates: its arrays in scratch, (2 G + 2) H + 3 features of it.
template <class Scalar>
struct NormStep {
  const CellForward<Scalar>& f;
  int G;
  Slice<Scalar> gates, n_x;                // [G*H][B]; n_x = n(W_ih x_t)
  Slice<Scalar> dh, masked;                // [H][B]
  Slice<Scalar> rstd_x, mean, projection;  // [1][B]
  Scalar* end;                             // of these arrays

  NormStep(const CellForward<Scalar>& forward, int num_gates, Scalar* scratch)
      : f(forward),
        G(num_gates),
        gates(scratch, G * f.H, f.B),
        n_x(gates.data() + gates.size(), G * f.H, f.B),
        dh(n_x.data() + n_x.size(), f.H, f.B),
        masked(dh.data() + dh.size(), f.H, f.B),
        rstd_x(masked.data() + masked.size(), 1, f.B),
        mean(rstd_x.data() + f.B, 1, f.B),
        projection(mean.data() + f.B, 1, f.B),
        end(projection.data() + f.B) {}

  Slice<Scalar> gate(int g) { return {gates.data() + g * dh.size(), f.H, f.B}; }

  // What is kept of step t: n(W_hh h_{t-1}), and 1 / sqrt(var + eps) of it.
  Slice<Scalar> n_h(int t) const {
    return {f.workspace + t * norm_workspace_features(G, f.H) * static_cast<long>(f.B), G * f.H,
            f.B};
  }
  Slice<Scalar> rstd_h(int t) const {
    return {n_h(t).data() + norm_rows(G, f.H) * static_cast<long>(f.B), 1, f.B};
  }

  // The states that enter step t; the later call's may take the earlier one's place.
  const Scalar* h_prev(int t) { return entering(f.h, f.reset, t, f.H, f.B, masked.data()); }
  const Scalar* c_prev(int t) { return entering(f.c, f.reset, t, f.H, f.B, masked.data()); }

  void make_n_x(int t) {
    add_input_product(f, t, G * f.H, Scalar(0), n_x.data());
    normalize(n_x, rstd_x);
  }
  void make_n_h(int t, const Scalar* state) {
    Slice<Scalar> n = n_h(t);
    add_hidden_product(f, state, 0, G * f.H, Scalar(0), n.data());
    normalize(n, rstd_h(t));
  }

  // d_bias [G*H] += the gates' gradients over the lanes
  void add_gate_sums(Scalar* d_bias) const {
    add_lane_sums<Scalar>(ConstSlice<Scalar>(gates.data(), G * f.H, f.B), d_bias);
  }

  // From the gates' gradients through the norm of W_ih x_t, whose place its gradient takes.
  void back_through_x(const CellBackward<Scalar>& b, int t) {
    normalize_backward(gates, rstd_x, f.norm.ih, mean, projection, b.d_norm.ih, n_x);
    back_to_input(f, b, t, G * f.H, n_x.data());
  }
  // Likewise of W_hh h_{t-1}; dh = beta dh + W_hh^T da_h
  void back_through_h(const CellBackward<Scalar>& b, int t, Scalar beta) {
    Slice<Scalar> n = n_h(t);
    normalize_backward(gates, rstd_h(t), f.norm.hh, mean, projection, b.d_norm.hh, n);
    back_to_hidden(f, b, h_prev(t), 0, G * f.H, n.data(), beta, dh.data());
    stop_at_resets(f, t, dh.data());
  }
};

// The loop of a cell's Step, a NormStep with make_gates(t) and
//   make_states(t)        h_t and c_t from the gates
//   gate_gradients(b, t)  from dh = dL/dh_t to the products and their norms, and dh of step t-1
//   dc_data()             dL/dc [H][B], or nullptr
template <class Step, class Scalar>
void norm_forward(const CellForward<Scalar>& f, Scalar* scratch) {
  Step step(f, scratch);
  for (int t = 0; t < f.T; ++t) {
    step.make_n_h(t, step.h_prev(t));
    step.make_gates(t);
    step.make_states(t);
  }
}

template <class Step, class Scalar>
void norm_backward(const CellForward<Scalar>& f, const CellBackward<Scalar>& b) {
  const long state = static_cast<long>(f.H) * f.B;
  Step step(f, b.scratch);
  step.dh.setZero();
  if (step.dc_data() != nullptr) std::fill_n(step.dc_data(), state, Scalar(0));
  for (int t = f.T - 1; t >= 0; --t) {
    step.make_gates(t);
    if (t >= b.dh_begin) step.dh += Slice<Scalar>(b.dh + t * state, f.H, f.B);
    step.gate_gradients(b, t);
  }
  give_state(f, step.dh.data(), b.dh0);
  if (step.dc_data() != nullptr) give_state(f, step.dc_data(), b.dc0);
}

}  // namespace lstmtrain::nn

// Defines a normalised cell's two functions by the loops over its Step.
#define LSTMTRAIN_NORM_REFERENCE(PASS)                                                \
  template <class Scalar>                                                             \
  void PASS##_forward(const CellForward<Scalar>& f, Scalar* scratch) {                \
    norm_forward<Step<Scalar>>(f, scratch);                                           \
  }                                                                                   \
  template <class Scalar>                                                             \
  void PASS##_backward(const CellForward<Scalar>& f, const CellBackward<Scalar>& b) { \
    norm_backward<Step<Scalar>>(f, b);                                                \
  }                                                                                   \
  LSTMTRAIN_INSTANTIATE_PASS(PASS)
