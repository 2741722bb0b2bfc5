// Parameters that no training made.
#pragma once

#include <vector>

#include "base/rng.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain::test {

inline std::vector<float> random_params(const ModelSpec& spec) {
  const Philox rng(3, Purpose::init);
  std::vector<float> params(param_count(spec));
  for (std::size_t i = 0; i < params.size(); ++i)
    params[i] = static_cast<float>(0.4 * rng.normal(static_cast<std::uint32_t>(i)));
  return params;
}

}  // namespace lstmtrain::test
