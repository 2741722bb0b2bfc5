#include "doctor/rate_search.hpp"

#include "support/catch.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// A table whose best stands at `best` of `rates`.
RateTable table_of(const std::vector<double>& rates, std::optional<std::size_t> best) {
  RateTable table;
  for (const double rate : rates) {
    RateTrial trial;
    trial.rate = rate;
    table.trials.push_back(trial);
  }
  table.best = best;
  table.learned = true;
  return table;
}

}  // namespace

TEST_CASE(
    "doctor.rate_search: from an end the table goes on in 1, 3, 10, and not past the bounds") {
  const std::vector<double> rates = {1e-5, 3e-4, 1e-1};
  CHECK(rate_beyond(table_of(rates, 0)) == std::optional<double>(3e-6));
  CHECK(rate_beyond(table_of(rates, 2)) == std::optional<double>(0.3));
  CHECK_FALSE(rate_beyond(table_of(rates, 1)));
  CHECK_FALSE(rate_beyond(table_of(rates, std::nullopt)));
  CHECK(rate_beyond(table_of({2e-3, 0.03}, 1)) == std::optional<double>(0.1));
  CHECK(rate_beyond(table_of({2e-3, 0.07}, 1)) == std::optional<double>(0.1));
  CHECK(rate_beyond(table_of({2e-3, 0.03}, 0)) == std::optional<double>(1e-3));
  CHECK(rate_beyond(table_of({0.1, 3}, 1)) == std::optional<double>(10));
  CHECK_FALSE(rate_beyond(table_of({0.1, 10}, 1)));
  CHECK_FALSE(rate_beyond(table_of({1e-8, 1}, 0)));
  // A gap beside the best is filled only while nothing was learned.
  RateTable lost = table_of({1e-5, 1e-2, 10}, 1);
  CHECK_FALSE(rate_beyond(lost));
  lost.learned = false;
  CHECK(rate_beyond(lost) == std::optional<double>(0.03));
  lost.trials[2].rate = 0.03;
  CHECK(rate_beyond(lost) == std::optional<double>(3e-3));
  // One rate is both ends: upwards first.
  CHECK(rate_beyond(table_of({1e-2}, 0)) == std::optional<double>(3e-2));
  CHECK(rate_beyond(table_of({10}, 0)) == std::optional<double>(3));
}

TEST_CASE("doctor.rate_search: low rates lead up to one that learns and has a worse one above it") {
  const Dataset data = low_pass_data({1200, 800}, 400);
  const RateTest test(small_run(false), data);
  int expected = 0;
  const RateSearch found =
      search_rates(test, {1e-6, 1e-5}, 60, 2, 0, [&](int updates) { expected += updates; });
  REQUIRE(found.table.best.has_value());
  CHECK(found.table.learned);
  CHECK(found.table.recommended > 1e-3);
  CHECK(*found.table.best + 1 < found.table.trials.size());
  CHECK_FALSE(found.at_bound);
  REQUIRE(found.added.size() > 3);
  CHECK(found.added.front() == Approx(3e-5));
  CHECK(found.table.trials.size() == 2 + found.added.size());
  CHECK(expected == 60 * static_cast<int>(found.table.trials.size()));
}
