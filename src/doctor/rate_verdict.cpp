#include "doctor/rate_verdict.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/plain_text.hpp"
#include "train/guards/messages.hpp"

namespace lstmtrain {
namespace {

constexpr double kExploded = 4, kRose = 2, kHalf = 0.5;
constexpr double kFlat = 1.1;  // a loss up to a tenth above the start has not moved

// `start`: the loss before any of the trials.
RateVerdict by_itself(const RateTrial& t, double start, double norm_warning) {
  if (!t.finite || t.highest_loss > kExploded * start) return RateVerdict::explodes;
  if (norm_warning > 0 && t.largest_norm > norm_warning) return RateVerdict::borderline;
  if (t.highest_loss > kRose * start || t.last_loss > kRose * t.lowest_loss)
    return RateVerdict::borderline;
  if (!t.fell())
    return t.last_loss < kFlat * start ? RateVerdict::too_slow : RateVerdict::borderline;
  return RateVerdict::stable;
}

// The trial of the lowest last loss among those of `verdict`; none: the size.
std::size_t lowest_of(const RateTable& table, RateVerdict verdict) {
  std::size_t best = table.trials.size();
  for (std::size_t i = 0; i < table.trials.size(); ++i)
    if (table.verdicts[i] == verdict && table.trials[i].fell() &&
        (best == table.trials.size() || table.trials[i].last_loss < table.trials[best].last_loss))
      best = i;
  return best;
}

std::string reason_of(const RateTable& table, std::size_t best) {
  const RateTrial& t = table.trials[best];
  std::string reason = "the lowest loss after " + std::to_string(t.steps) + " updates, " +
                       four_digits(t.first_loss) + " to " + four_digits(t.last_loss) +
                       ", with gradients up to " + four_digits(t.largest_norm);
  if (best + 1 < table.trials.size())
    reason += "; the next rate, " + four_digits(table.trials[best + 1].rate) + ", is " +
              (table.verdicts[best + 1] == RateVerdict::explodes     ? "one that explodes"
               : table.verdicts[best + 1] == RateVerdict::borderline ? "borderline"
                                                                     : "no better");
  return reason + ".";
}

}  // namespace

const char* verdict_name(RateVerdict verdict) {
  switch (verdict) {
    case RateVerdict::too_slow:
      return "too slow";
    case RateVerdict::stable:
      return "stable";
    case RateVerdict::best:
      return "best";
    case RateVerdict::borderline:
      return "borderline";
    case RateVerdict::explodes:
      break;
  }
  return "explodes";
}

RateTable judge_rates(std::vector<RateTrial> trials, double norm_warning) {
  RateTable table;
  table.trials = std::move(trials);
  std::sort(table.trials.begin(), table.trials.end(),
            [](const RateTrial& a, const RateTrial& b) { return a.rate < b.rate; });
  // All trials start at the same loss, from which the slowest has moved least in its first tenth.
  const double start = table.trials.front().first_loss;
  for (const RateTrial& trial : table.trials)
    table.verdicts.push_back(by_itself(trial, start, norm_warning));
  std::size_t best = lowest_of(table, RateVerdict::stable);
  if (best == table.trials.size()) best = lowest_of(table, RateVerdict::borderline);
  if (best == table.trials.size()) {
    table.reason = "no rate lowers the loss.";
    return table;
  }
  const auto gain = [&](const RateTrial& t) { return std::log(start / t.last_loss); };
  for (std::size_t i = 0; i < best; ++i)
    if (table.verdicts[i] == RateVerdict::stable &&
        gain(table.trials[i]) < kHalf * gain(table.trials[best]))
      table.verdicts[i] = RateVerdict::too_slow;
  const bool stable = table.verdicts[best] == RateVerdict::stable;
  if (stable) table.verdicts[best] = RateVerdict::best;
  table.recommended = table.trials[best].rate;
  table.reason = reason_of(table, best) +
                 (stable ? "" : " No rate is stable: check the scales and CLIP_MAX_NORM.");
  return table;
}

}  // namespace lstmtrain
