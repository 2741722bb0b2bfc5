// What a table of rate trials says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "doctor/rate_trial.hpp"

namespace lstmtrain {

enum class RateVerdict { too_slow, stable, best, borderline, explodes };
// "too slow", "stable", "best", "borderline", "explodes"
const char* verdict_name(RateVerdict verdict);

struct RateTable {
  std::vector<RateTrial> trials;      // by rate, rising
  std::vector<RateVerdict> verdicts;  // one each
  double mean_loss = 0;               // of predicting the mean, on the last tenth of the batches
  std::optional<std::size_t> best;    // of the trials; none: no rate lowers the loss
  bool learned = false;               // the best is better than predicting the mean
  bool undecided = false;             // not yet: it is above the mean and on its way down
  double recommended = 0;             // the best rate, where something was learned; else 0
  std::string reason;                 // a sentence
};

// explodes: not finite, or a loss above four times the start, which is the first loss of the lowest
// rate. borderline: a gradient norm above `norm_warning` (0: none), a loss that rose to twice the
// start, or again to twice its lowest, or ended above the start. too slow: a smaller rate than the
// best, whose loss fell by under half as many factors. The best is the
// lowest last loss of those that neither explode nor are borderline, else of the borderline ones;
// it has learned where that is a tenth below `mean_loss`. Undecided: it is a tenth above and fell
// by a tenth at least.
RateTable judge_rates(std::vector<RateTrial> trials, double norm_warning, double mean_loss);

}  // namespace lstmtrain
