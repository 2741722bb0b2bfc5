// Truncated BPTT over two chunks: the second starts from the state that the first one left, and
// this state is a constant: finite differences hold it fixed.
#pragma once

#include "nn/network_problem.hpp"

namespace lstmtrain::test {

struct TruncatedCheck {
  GradientCheck truncated;  // passes when the gradients of the chunks are summed
  GradientCheck full;       // the loss moves the state too: fails, or nothing crosses the border
};

// Of two equal problems; the second's inputs are overwritten.
inline TruncatedCheck check_truncated(NetworkProblem<double>& first,
                                      NetworkProblem<double>& second) {
  const int T = first.rows.T, D = first.net.spec().input_size, B = first.rows.B;
  for (int i = 0; i < T * D * B; ++i) second.w.x[i] = first.w.x[(i + 5 * B) % (T * D * B)];
  first.forward();
  first.net.save_state(first.w, T, B, second.state.data());
  first.backward();
  second.grads = first.grads;  // accumulates over the chunks
  second.forward();
  second.backward();
  const auto truncated = second.check([&] {
    first.params = second.params;
    return first.forward() + second.forward();
  });
  const auto full = second.check([&] {
    first.params = second.params;
    const double loss = first.forward();
    first.net.save_state(first.w, T, B, second.state.data());
    return loss + second.forward();
  });
  return {truncated, full};
}

}  // namespace lstmtrain::test
