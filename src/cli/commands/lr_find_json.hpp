// lstmtrain lr-find --json.
#pragma once

#include <string>
#include <vector>

#include "doctor/rate_search.hpp"

namespace lstmtrain::cli {

// {"recommended","learned","undecided","mean_loss","reason","causes":[""],"added_rates":[],
// "rates":[{"rate","verdict","steps","first_loss",...,"tensors":{...}}],
// "sweep":[{"rate","loss","smoothed","grad_norm"}]}. A number that is not finite is null.
// learned: the best rate is better than predicting the mean; if not, none is recommended.
std::string lr_find_json(const RateSearch& search, const std::vector<RateStep>& sweep,
                         const std::vector<std::string>& causes);

}  // namespace lstmtrain::cli
