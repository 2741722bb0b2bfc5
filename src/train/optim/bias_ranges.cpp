#include "train/optim/bias_ranges.hpp"

namespace lstmtrain {

std::vector<ParamRange> bias_ranges(const ModelSpec& spec) {
  std::vector<ParamRange> ranges;
  for (const ParamInfo& info : param_layout(spec)) {
    if (!is_bias(info.role)) continue;
    if (!ranges.empty() && ranges.back().end == info.offset)
      ranges.back().end += info.size;
    else
      ranges.push_back({info.offset, info.offset + info.size});
  }
  return ranges;
}

}  // namespace lstmtrain
