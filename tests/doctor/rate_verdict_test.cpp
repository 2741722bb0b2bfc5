#include "doctor/rate_verdict.hpp"

#include "support/catch.hpp"

using namespace lstmtrain;

namespace {

RateTrial trial(double rate, double first, double last, double highest = 0, double norm = 1) {
  RateTrial t;
  t.rate = rate;
  t.steps = 100;
  t.first_loss = first;
  t.last_loss = t.lowest_loss = last;
  t.highest_loss = highest > 0 ? highest : first;
  t.largest_norm = norm;
  return t;
}

}  // namespace

TEST_CASE("doctor.rate_verdict: each verdict, and the rate that is recommended") {
  RateTrial lost = trial(1, 1, 1);
  lost.finite = false;
  const RateTable table =
      judge_rates({lost, trial(1e-5, 1.0, 0.99), trial(1e-3, 0.8, 0.05), trial(1e-4, 0.95, 0.4),
                   trial(1e-2, 0.7, 0.08), trial(1e-1, 0.9, 0.3, 3.0), trial(0.5, 1.5, 6, 6)},
                  100, 1.0);
  const RateVerdict expected[] = {
      RateVerdict::too_slow,   RateVerdict::too_slow, RateVerdict::best,    RateVerdict::stable,
      RateVerdict::borderline, RateVerdict::explodes, RateVerdict::explodes};
  REQUIRE(table.verdicts.size() == 7);
  for (std::size_t i = 0; i < 7; ++i) {
    INFO(table.trials[i].rate << " " << verdict_name(table.verdicts[i]));
    CHECK(table.verdicts[i] == expected[i]);
  }
  CHECK(table.learned);
  CHECK(table.recommended == 1e-3);
  CHECK(table.reason.find("the next rate, 0.01, is no better") != std::string::npos);
}

TEST_CASE(
    "train.rate_verdict: large gradients are borderline; without a rate that trains none is "
    "named") {
  const RateTable steep = judge_rates({trial(1e-3, 1, 0.1, 0, 500)}, 100, 1.0);
  CHECK(steep.verdicts[0] == RateVerdict::borderline);
  CHECK(steep.recommended == 1e-3);
  CHECK(steep.reason.find("No rate is stable") != std::string::npos);
  CHECK(judge_rates({trial(1e-3, 1, 0.1, 0, 500)}, 0, 1.0).verdicts[0] == RateVerdict::best);
  const RateTable none = judge_rates({trial(1e-3, 1, 1.05), trial(1e-2, 1, 9, 9)}, 100, 1.0);
  CHECK(none.recommended == 0);
  CHECK_FALSE(none.best.has_value());
}

TEST_CASE("doctor.rate_verdict: a best rate that is no better than the mean is not recommended") {
  const std::vector<RateTrial> trials = {trial(1e-3, 9, 2), trial(1e-2, 3, 0.93),
                                         trial(1e-1, 3, 1.1)};
  const RateTable lost = judge_rates(trials, 100, 1.0);
  CHECK(lost.best == std::optional<std::size_t>(1));
  CHECK_FALSE(lost.learned);
  CHECK(lost.recommended == 0);
  CHECK(lost.verdicts[1] == RateVerdict::stable);
  CHECK(lost.reason.find("nothing was learned at any rate: the best, 0.01,") == 0);
  CHECK(lost.reason.find("predicting the mean gives 1.") != std::string::npos);
  CHECK_FALSE(lost.undecided);
  // Far above the mean still, and falling: that is for lack of updates.
  const RateTable early = judge_rates(trials, 100, 0.5);
  CHECK_FALSE(early.learned);
  CHECK(early.undecided);
  CHECK(early.recommended == 0);
  CHECK(early.reason.find("more --steps decide") != std::string::npos);
  CHECK_FALSE(judge_rates({trial(1e-3, 9, 8.5)}, 100, 0.5).undecided);
  const RateTable found = judge_rates(trials, 100, 1.2);
  CHECK(found.learned);
  CHECK(found.recommended == 1e-2);
}
