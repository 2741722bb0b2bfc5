// The table of rates, extended where its best stands at an end.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "doctor/rate_verdict.hpp"

namespace lstmtrain {

// The rates among which a best one is looked for: no cell of this program trains beyond.
inline constexpr double kLowestRate = 1e-8, kHighestRate = 10;

// The next rate of 1, 3, 10, 30 ... beyond the end at which the best of `table` stands, or, while
// nothing was learned, in a wide gap beside it; nothing where the best is inside, or where that is
// no rate to train with.
std::optional<double> rate_beyond(const RateTable& table);

struct RateSearch {
  RateTable table;
  std::vector<double> added;  // rates beyond those that were asked for, as they were tried
  bool at_bound = false;      // the best is at an end for which there is no further rate
};

// A trial of `steps` updates for each rate, and for those beyond until the best is inside.
// expect(updates): so many more will be made.
RateSearch search_rates(const RateTest& test, const std::vector<double>& rates, int steps,
                        int threads, double norm_warning, const std::function<void(int)>& expect);

}  // namespace lstmtrain
