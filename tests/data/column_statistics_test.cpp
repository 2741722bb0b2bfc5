#include "data/column_statistics.hpp"

#include <cmath>

#include "support/catch.hpp"
#include "support/series.hpp"

using namespace lstmtrain;

TEST_CASE("data.column_statistics: as NumPy computes them") {
  // x = [9, -3, 4.5, 0.25, 7, 1e3, 2]; np.percentile(x, [1, 50, 99]), x.std(),
  // np.median(np.abs(x - np.median(x)))
  std::vector<float> cells = {9, -3, 4.5F, 0.25F, 7, 1e3F, 2};
  const ColumnStatistics s = column_statistics(cells);
  CHECK(s.cells == 7);
  CHECK(s.min == -3);
  CHECK(s.max == 1000);
  CHECK(s.mean == Approx(145.67857142857142));
  CHECK(s.deviation == Approx(348.7953942368166));
  CHECK(s.p1 == Approx(-2.805));
  CHECK(s.median == 4.5);
  CHECK(s.p99 == Approx(940.54));
  CHECK(s.mad == 4.25);
}

TEST_CASE("data.column_statistics: one cell, two cells, none") {
  std::vector<float> one = {5}, two = {1, 2}, none;
  CHECK(column_statistics(one).median == 5);
  const ColumnStatistics s = column_statistics(two);
  CHECK(s.median == 1.5);
  CHECK(s.mad == 0.5);
  CHECK(s.p99 == Approx(1.99));
  CHECK(column_statistics(none).cells == 0);
}

TEST_CASE("data.column_statistics: median and distance do not move with one cell") {
  std::vector<float> cells, spoilt;
  for (int i = 0; i < 1001; ++i) cells.push_back(static_cast<float>(i));
  spoilt = cells;
  spoilt[17] = 1e30F;
  const ColumnStatistics s = column_statistics(cells), t = column_statistics(spoilt);
  CHECK(s.median == 500);
  CHECK(t.median == 501);
  CHECK(s.mad == 250);
  CHECK(t.mad == Approx(250).margin(1));
  CHECK(t.p99 == Approx(s.p99).margin(1));
  CHECK(t.deviation > 1e28);
}

TEST_CASE("data.column_statistics: the finite cells of some rows") {
  Dataset data;
  data.columns = {"a", "b"};
  data.files.resize(1);
  data.files[0].rows = 4;
  data.files[0].columns = 2;
  data.files[0].values = {1, 10, 2, NAN, 3, 30, 4, 40};
  CHECK(column_cells(data, {{0, 0, 3}}, 1) == std::vector<float>{10, 30});
  CHECK(column_cells(data, {{0, 3, 4}, {0, 0, 1}}, 0) == std::vector<float>{4, 1});
}
