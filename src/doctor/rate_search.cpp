#include "doctor/rate_search.hpp"

#include <cmath>

namespace lstmtrain {
namespace {

constexpr double kFar = 4;      // between two rates: more than from 1 to 3, from 3 to 10
constexpr double kSame = 0.05;  // 3.0000001e-4 is 3e-4

// 1 or 3 times a power of ten, the k-th of them. Divided by what is exact: 0.003, not 0.0030000001.
double round_rate(int k) {
  const int tens = static_cast<int>(std::floor(k / 2.0));
  const double digit = k % 2 == 0 ? 1 : 3;
  return tens >= 0 ? digit * std::pow(10.0, tens) : digit / std::pow(10.0, -tens);
}

double next_above(double rate) {
  int k = static_cast<int>(std::floor(2 * std::log10(rate))) - 1;
  while (round_rate(k) <= rate * (1 + kSame)) ++k;
  return round_rate(k);
}

double next_below(double rate) {
  int k = static_cast<int>(std::ceil(2 * std::log10(rate))) + 1;
  while (round_rate(k) >= rate * (1 - kSame)) --k;
  return round_rate(k);
}

// Whether a better rate than the best may lie above it, or below: it stands at that end, or the
// next rate is far and nothing was learned so far.
struct Open {
  bool above = false, below = false;
};

Open open_sides(const RateTable& table) {
  if (!table.best) return {};
  const std::vector<RateTrial>& trials = table.trials;
  const std::size_t best = *table.best;
  const auto open = [&](bool at_end, std::size_t lower) {
    return at_end || (!table.learned && trials[lower + 1].rate > kFar * trials[lower].rate);
  };
  return {open(best + 1 == trials.size(), best), open(best == 0, best - 1)};
}

}  // namespace

std::optional<double> rate_beyond(const RateTable& table) {
  const Open open = open_sides(table);
  if (!open.above && !open.below) return std::nullopt;
  const double best = table.trials[*table.best].rate;
  if (open.above && next_above(best) <= kHighestRate) return next_above(best);
  if (open.below && next_below(best) >= kLowestRate) return next_below(best);
  return std::nullopt;
}

RateSearch search_rates(const RateTest& test, const std::vector<double>& rates, int steps,
                        int threads, double norm_warning, const std::function<void(int)>& expect) {
  const double mean_loss = test.loss_of_mean(steps);
  expect(static_cast<int>(rates.size()) * steps);
  RateSearch search;
  search.table = judge_rates(test.trials(rates, steps, threads), norm_warning, mean_loss);
  while (const std::optional<double> rate = rate_beyond(search.table)) {
    expect(steps);
    std::vector<RateTrial> trials = std::move(search.table.trials);
    trials.push_back(test.trial(*rate, steps));
    search.added.push_back(*rate);
    search.table = judge_rates(std::move(trials), norm_warning, mean_loss);
  }
  const Open open = open_sides(search.table);
  search.at_bound = open.above || open.below;
  return search;
}

}  // namespace lstmtrain
