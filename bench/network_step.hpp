// This program's contestant: forward and backward of a batch as training runs them, block by block
// of lanes through one workspace, on one thread. The head runs on the last row.
#pragma once

#include <algorithm>

#include "base/shape.hpp"
#include "nn/network.hpp"
#include "problem.hpp"

namespace lstmtrain::bench {

class NetworkStep {
 public:
  explicit NetworkStep(const Problem& problem)
      : problem_(problem),
        network_(problem.spec),
        workspace_(problem.spec, problem.T, layout_.width(0), true),
        grads_(network_.param_count()) {
    const int D = problem.spec.input_size;
    x_.resize(static_cast<std::size_t>(problem.T * D * lanes_before(layout_.blocks())));
    dy_.resize(static_cast<std::size_t>(lanes_before(layout_.blocks())));
    for (int n = 0; n < problem.N; ++n) put_lane(n, D);
  }

  // Gradients of the parameters, from zero.
  void run() {
    std::fill(grads_.begin(), grads_.end(), 0.0F);
    for (int block = 0; block < layout_.blocks(); ++block) run_block(block);
  }
  const std::vector<float>& grads() const { return grads_; }

 private:
  void put_lane(int n, int D) {
    const int block = n / kBlockLanes, B = layout_.width(block), lane = n % kBlockLanes;
    const auto at = [](auto& values, int index) -> auto& {
      return values[static_cast<std::size_t>(index)];
    };
    for (int t = 0; t < problem_.T; ++t)
      for (int d = 0; d < D; ++d)
        at(x_, problem_.T * D * lanes_before(block) + (t * D + d) * B + lane) =
            at(problem_.x, (t * problem_.N + n) * D + d);
    at(dy_, lanes_before(block) + lane) = at(problem_.dy, n);
  }

  // The copy of x stands for the gather of training.
  void run_block(int block) {
    const int T = problem_.T, D = problem_.spec.input_size, B = layout_.width(block);
    std::copy_n(x_.data() + T * D * lanes_before(block), T * D * B, workspace_.x);
    network_.zero_state(B, workspace_);
    const nn::Rows rows{T, B, T - 1, nullptr};
    network_.forward(problem_.params.data(), workspace_, rows);
    std::copy_n(dy_.data() + lanes_before(block), B, workspace_.dy + (T - 1) * B);
    network_.backward(problem_.params.data(), workspace_, rows, grads_.data());
  }

  // Lanes in memory of the blocks before `block`; only the last block has fewer than kBlockLanes.
  int lanes_before(int block) const {
    return block == 0 ? 0 : (block - 1) * kBlockLanes + layout_.width(block - 1);
  }

  const Problem& problem_;
  BlockLayout layout_{problem_.N};
  nn::Network<float> network_;
  nn::BlockWorkspace<float> workspace_;
  std::vector<float> x_;   // [block][T][D][B]
  std::vector<float> dy_;  // [block][B]
  std::vector<float> grads_;
};

}  // namespace lstmtrain::bench
