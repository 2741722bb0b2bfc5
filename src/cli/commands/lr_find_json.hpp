// lstmtrain lr-find --json.
#pragma once

#include <string>
#include <vector>

#include "doctor/rate_verdict.hpp"

namespace lstmtrain::cli {

// {"recommended","reason","rates":[{"rate","verdict","steps","first_loss",...,"tensors":{...}}],
// "sweep":[{"rate","loss","smoothed","grad_norm"}]}. A number that is not finite is null.
std::string lr_find_json(const RateTable& table, const std::vector<RateStep>& sweep);

}  // namespace lstmtrain::cli
