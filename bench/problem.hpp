// What both contestants of onednn_bench are given: one batch, parameters, and the gradient that
// enters at the last row.
#pragma once

#include <vector>

#include "fixtures.hpp"
#include "lstmtrain/model.hpp"
#include "nn/init.hpp"
#include "train/step_bench_problem.hpp"

namespace lstmtrain::bench {

struct Problem {
  explicit Problem(const BenchCase& bench)
      : spec(model_spec(bench_settings(bench))),
        N(bench.lanes),
        T(bench.steps),
        params(nn::initial_params(spec, Init::pytorch, 1, {})),
        x(random(T * N * spec.input_size, 1, 1)),
        dy(random(N, 1.0 / N, 2)) {}

  // Parameter `which` of layer `l`: 0 weight_ih, 1 weight_hh, 2 bias_ih, 3 bias_hh.
  std::size_t offset(std::size_t l, std::size_t which) const {
    return layout[4 * l + which].offset;
  }

  ModelSpec spec;
  int N, T;
  std::vector<float> params;  // param_layout() order
  std::vector<float> x;       // [T][N][D]
  std::vector<float> dy;      // [N] dL/dy on the last row
  std::vector<ParamInfo> layout = param_layout(spec);
};

}  // namespace lstmtrain::bench
