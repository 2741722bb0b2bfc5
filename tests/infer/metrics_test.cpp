// Errors measured on a handful of rows, against figures worked out by hand and by numpy.
#include "infer/metrics.hpp"

#include <cmath>

#include "support/catch.hpp"

using namespace lstmtrain;

TEST_CASE("infer.metrics: deviation, percentiles and relative error") {
  ErrorMeter meter, rest;
  const double errors[] = {1, -2, 3, -4, 10};
  for (int i = 0; i < 5; ++i)
    (i < 2 ? meter : rest).add(i == 4 ? 0 : 20, (i == 4 ? 0 : 20) + errors[i], true);
  meter.merge(rest);
  const Metrics m = meter.value(2);
  CHECK(m.rows == 5);
  CHECK(m.bias == Approx(2 * 1.6));
  // numpy.std([1,-2,3,-4,10]) = 4.84148737476...
  CHECK(m.deviation == Approx(2 * 4.841487374764082));
  CHECK(m.rmse * m.rmse == Approx(m.bias * m.bias + m.deviation * m.deviation));
  // numpy.percentile([1,2,3,4,10], [95, 99]) = [8.8, 9.76]
  CHECK(m.p95 == Approx(2 * 8.8));
  CHECK(m.p99 == Approx(2 * 9.76));
  // The row whose true value is 0 has no relative error: (1+2+3+4) / (4 20)
  CHECK(m.mape == Approx(12.5));
}

TEST_CASE("infer.metrics: no row has no number, one row has all") {
  CHECK(std::isnan(ErrorMeter().value(1).p95));
  CHECK(std::isnan(ErrorMeter().value(1).mape));
  ErrorMeter one;
  one.add(2, 1, false);
  const Metrics m = one.value(1);
  CHECK(m.p95 == 1);
  CHECK(m.deviation == 0);
  CHECK(m.mape == 50);
}

TEST_CASE("infer.metrics: errors of files are pooled over their rows, not over the files") {
  Model model;
  model.units = {{"mV", 1000}};
  Dataset data;
  data.columns = {"x", "y"};
  data.num_features = 1;
  data.files.resize(2);
  data.files[0].name = "a.csv";
  data.files[1].name = "b.csv";
  std::vector<FileErrors> files = {{1, Meters(1)}, {0, Meters(1)}};
  files[0].meters[0].add(1, 2, true);
  for (int row = 0; row < 3; ++row) files[1].meters[0].add(1, 4, true);
  const TestResult result = pooled_errors(model, data, files);
  REQUIRE(result.files.size() == 2);
  CHECK(result.files[0].file == "b.csv");
  CHECK(result.files[0].targets[0].mae == Approx(1000));
  CHECK(result.files[1].targets[0].mae == Approx(3000));
  REQUIRE(result.pooled.size() == 1);
  CHECK(result.pooled[0].rows == 4);
  CHECK(result.pooled[0].mae == Approx(2500));
}
