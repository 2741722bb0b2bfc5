#include "doctor/bad_windows.hpp"

#include <cmath>

#include "data/batches/series_windows.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

TEST_CASE("data.series_windows: every row is in a window, the last one of a series reaches back") {
  const std::vector<Segment> windows =
      SeriesWindows::cut({{0, 10, 45}, {1, 0, 7}, {2, 0, 20}}, 10, 0);
  REQUIRE(windows.size() == 7);
  CHECK((windows[2].begin == 30 && windows[2].end == 40));
  CHECK((windows[3].begin == 35 && windows[3].end == 45));
  CHECK((windows[4].begin == 0 && windows[4].end == 7));  // shorter than a window
  CHECK((windows[6].begin == 10 && windows[6].end == 20));
  CHECK(SeriesWindows::cut({{0, 0, 12}}, 10, 5).back().end == 7);  // the rest has no target
}

TEST_CASE("doctor.bad_windows: the poisoned window, its cell and nothing else, on any threads") {
  Dataset data = low_pass_data({600, 400}, 200);
  const Hyperparams hp = small_run(false);
  const Model model = fresh_model(hp, data);
  CHECK(find_bad_windows(hp, data, model, 20, {}, 2).bad.empty());
  data.files[1].values[2 * 123] = NAN;      // x of row 123
  data.files[0].values[2 * 57 + 1] = 4e4F;  // y of row 57
  for (const int threads : {1, 3}) {
    const BadWindows found = find_bad_windows(hp, data, model, 20, {}, threads);
    CHECK(found.windows == 30 + 20 + 10);
    REQUIRE(found.bad.size() == 2);
    CHECK(found.any_nonfinite());
    CHECK(found.bad[0].what == "non-finite input");
    CHECK((found.bad[0].row == 123 && found.bad[0].column == 0 && found.bad[0].rows.begin == 120));
    CHECK((found.bad[0].first == "input column \"x\" = nan" &&
           found.bad[0].where == "train1.csv:125"));
    CHECK(found.bad[1].what == "extreme input");
    CHECK((found.bad[1].row == 57 && found.bad[1].value == 4e4));
    CHECK(std::isfinite(found.median_loss));
  }
}

TEST_CASE(
    "doctor.bad_windows: by the cells alone, and as many through the network as time allows") {
  Dataset data = low_pass_data({600, 400}, 200);
  const Hyperparams hp = small_run(false);
  const Model model = fresh_model(hp, data);
  data.files[1].values[2 * 123] = NAN;
  data.files[0].values[2 * 57 + 1] = 4e4F;
  const BadWindows cells = find_bad_cells(data, 20, 0, {});
  CHECK(cells.windows == 60);
  CHECK(cells.measured == 0);
  REQUIRE(cells.bad.size() == 2);
  CHECK((cells.bad[0].what == "non-finite input" && cells.bad[0].by_cell));
  CHECK((cells.bad[1].what == "extreme input" && cells.bad[1].row == 57));
  const TimeBound none(0), enough(60);
  CHECK(find_bad_windows(hp, data, model, 20, {}, 2, &none).measured == 0);
  CHECK(find_bad_windows(hp, data, model, 20, {}, 2, &enough).measured == 60);
}

TEST_CASE("doctor.bad_windows: a stage of the network that is not finite, with its row") {
  Dataset data = low_pass_data({600, 400}, 200);
  const Hyperparams hp = small_run(false);
  const Model model = fresh_model(hp, data);
  data.files[1].values[2 * 123 + 1] = 1e30F;  // finite, and so are the outputs
  const BadWindows found = find_bad_windows(hp, data, model, 20, {}, 2);
  REQUIRE(found.any_nonfinite());
  CHECK(found.bad[0].what == "non-finite loss");
  CHECK_THAT(found.bad[0].first, contains("loss") && contains("target column \"y\" = 1e+30"));
  CHECK(found.bad[0].where == "train1.csv:125");
}
