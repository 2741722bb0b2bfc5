#include "data/training_columns.hpp"

#include <cmath>

#include "support/catch.hpp"
#include "support/series.hpp"

using namespace lstmtrain;

namespace {

// Rows 0..100 of training, shuffled by a step that is prime to 101, among them cells that are not
// finite; behind them rows that are not trained on.
Dataset counted() {
  Dataset data = test::low_pass_data({120});
  SourceFile& file = data.files[0];
  for (std::size_t row = 0; row < 120; ++row) {
    const bool training = row < 101;
    file.values[2 * row] = training ? static_cast<float>(row * 37 % 101) : 1e9F;
    file.values[2 * row + 1] = training && row % 2 == 1 ? std::nanf("") : 3;
  }
  data.train = {{0, 0, 40}, {0, 40, 101}};
  data.summaries[0].columns = {{.name = "x"}, {.name = "y", .nan = 49, .sentinel = 1}};
  data.summaries[1].columns = {{.name = "x", .nan = 7}, {.name = "y"}};  // validation
  return data;
}

}  // namespace

TEST_CASE("data.training_columns: moments and quantiles of the training rows alone") {
  const std::vector<TrainingColumn> columns = training_columns(counted());
  REQUIRE(columns.size() == 2);
  const TrainingColumn& x = columns[0];
  CHECK(x.rows == 101);
  CHECK(x.bad == 0);
  CHECK(x.mean == Approx(50).epsilon(1e-14));
  CHECK(x.deviation == Approx(std::sqrt((101.0 * 101.0 - 1) / 12)).epsilon(1e-14));
  CHECK(std::vector{x.min, x.p1, x.p5, x.p25, x.p50, x.p75, x.p95, x.p99, x.max} ==
        std::vector<double>{0, 1, 5, 25, 50, 75, 95, 99, 100});
}

TEST_CASE("data.training_columns: bad cells are counted and have no part in the rest") {
  const TrainingColumn y = training_columns(counted())[1];
  CHECK(y.rows == 51);
  CHECK(y.bad == 50);
  CHECK(std::vector{y.mean, y.deviation, y.p1, y.p99} == std::vector<double>{3, 0, 3, 3});
  Dataset none = counted();
  none.train.clear();
  CHECK(training_columns(none)[0].rows == 0);
  CHECK(training_columns(none)[0].max == 0);
}
