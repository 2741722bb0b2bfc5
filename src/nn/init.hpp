// Stage 6: the parameters before the first step.
#pragma once

#include <cstdint>
#include <vector>

#include "lstmtrain/model.hpp"

namespace lstmtrain::nn {

// params [param_count(spec)] for INIT = `method`, a function of the seed alone.
//   default: W_ih and the head Xavier-uniform, W_hh orthogonal, each per gate; forget bias 1 in
//            bias_ih, other biases 0; head bias = head_bias [K], the mean scaled target
//   chrono:  default, but the cells remember 1 to `longest` rows: LSTM forget bias
//            log(U[1, longest - 1]) and the input gate's its negative; GRU the update gate's (it
//            keeps the state)
//   pytorch: U(-1/sqrt(H), 1/sqrt(H)) everywhere, as nn.LSTM, nn.GRU and nn.Linear are made
// Output filters start with alpha 0.1, or with nine tenths on the newest output.
// Norms start with gain 1 and bias 0, as nn.LayerNorm does.
std::vector<float> initial_params(const ModelSpec& spec, Init method, std::uint64_t seed,
                                  const std::vector<double>& head_bias, int longest = 0);

}  // namespace lstmtrain::nn
