#include "doctor/rate_verdict.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/plain_text.hpp"
#include "train/guards/messages.hpp"

namespace lstmtrain {
namespace {

constexpr double kRose = 2, kHalf = 0.5;
constexpr double kLearned = 0.9;             // of the loss of the mean: more is luck
constexpr double kAbove = 1.1, kFell = 0.9;  // of the mean's loss, of the first loss
constexpr double kFlat = 1.1;                // a loss up to a tenth above the start has not moved

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

// The trial of the lowest last loss among those of `verdict`.
std::optional<std::size_t> lowest_of(const RateTable& table, RateVerdict verdict) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < table.trials.size(); ++i)
    if (table.verdicts[i] == verdict && table.trials[i].fell() &&
        (!best || table.trials[i].last_loss < table.trials[*best].last_loss))
      best = i;
  return best;
}

std::string nothing_learned(const RateTable& table, const RateTrial& best) {
  return "nothing was learned at any rate: the best, " + four_digits(best.rate) +
         ", ends at a loss of " + four_digits(best.last_loss) + " after " +
         std::to_string(best.steps) + " updates, predicting the mean gives " +
         four_digits(table.mean_loss) +
         (table.undecided ? ". It is on its way down: more --steps decide."
                          : ". The cause is elsewhere.");
}

std::string reason_of(const RateTable& table, std::size_t best) {
  const RateTrial& t = table.trials[best];
  std::string reason = "the lowest loss after " + std::to_string(t.steps) + " updates, " +
                       four_digits(t.first_loss) + " to " + four_digits(t.last_loss) +
                       ", where predicting the mean gives " + four_digits(table.mean_loss) +
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

RateTable judge_rates(std::vector<RateTrial> trials, double norm_warning, double mean_loss) {
  RateTable table;
  table.trials = std::move(trials);
  table.mean_loss = mean_loss;
  std::sort(table.trials.begin(), table.trials.end(),
            [](const RateTrial& a, const RateTrial& b) { return a.rate < b.rate; });
  // All trials start at the same loss, from which the slowest has moved least in its first tenth.
  const double start = table.trials.front().first_loss;
  for (const RateTrial& trial : table.trials)
    table.verdicts.push_back(by_itself(trial, start, norm_warning));
  table.best = lowest_of(table, RateVerdict::stable);
  const bool stable = table.best.has_value();
  if (!stable) table.best = lowest_of(table, RateVerdict::borderline);
  if (!table.best) {
    table.reason = "no rate lowers the loss.";
    return table;
  }
  const RateTrial& best = table.trials[*table.best];
  const auto gain = [&](const RateTrial& t) { return std::log(start / t.last_loss); };
  for (std::size_t i = 0; i < *table.best; ++i)
    if (table.verdicts[i] == RateVerdict::stable && gain(table.trials[i]) < kHalf * gain(best))
      table.verdicts[i] = RateVerdict::too_slow;
  table.learned = best.last_loss < kLearned * mean_loss;
  table.undecided = best.last_loss > kAbove * mean_loss && best.last_loss < kFell * best.first_loss;
  if (!table.learned) {
    table.reason = nothing_learned(table, best);
    return table;
  }
  if (stable) table.verdicts[*table.best] = RateVerdict::best;
  table.recommended = best.rate;
  table.reason = reason_of(table, *table.best) +
                 (stable ? "" : " No rate is stable: check the scales and CLIP_MAX_NORM.");
  return table;
}

}  // namespace lstmtrain
