#include "train/optim/weight_decay.hpp"

#include <algorithm>

namespace lstmtrain {

std::vector<float> weight_decays(const Hyperparams& hp, const ModelSpec& spec) {
  std::vector<float> decay(param_count(spec), 0.0F);
  for (const ParamInfo& info : param_layout(spec))
    if (info.decays || hp.weight_decay_all)
      std::fill_n(decay.begin() + static_cast<std::ptrdiff_t>(info.offset), info.size,
                  static_cast<float>(hp.weight_decay));
  return decay;
}

}  // namespace lstmtrain
