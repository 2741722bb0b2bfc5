#include "doctor/bad_windows.hpp"

#include <cmath>

#include "data/batches/series_windows.hpp"
#include "doctor/signal_findings.hpp"
#include "doctor/trial_findings.hpp"
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
    CHECK(found.bad[1].what == "extreme input");
    CHECK((found.bad[1].row == 57 && found.bad[1].value == 4e4));
    CHECK(std::isfinite(found.median_loss));
  }
}

TEST_CASE("doctor.signal: the rate of a gradient that fades by a factor a row") {
  std::vector<std::pair<int, double>> norms;
  for (int back = 0; back < 40; ++back) norms.emplace_back(back, 3 * std::pow(0.8, back));
  CHECK(gradient_rate(norms) == Approx(0.8));
  CHECK(std::isnan(gradient_rate({{0, 1.0}, {1, 0.0}})));
}

TEST_CASE("doctor.trial: the control has the shape and the ranges of the data, and is learned") {
  const Dataset data = low_pass_data({1200, 800}, 400);
  const Dataset control = control_data(data);
  REQUIRE(control.files.size() == 3);
  CHECK(control.columns == data.columns);
  CHECK((control.train.size() == 2 && control.train[1].size() == 800 &&
         control.val[0].size() == 400));
  const Scaler range = fit_scaler(data, data.train, Normalization::minmax),
               of_control = fit_scaler(control, control.train, Normalization::minmax);
  for (std::size_t c = 0; c < 2; ++c) {
    CHECK(of_control.min[c] >= range.min[c] - 1e-5);
    CHECK(of_control.max[c] <= range.max[c] + 1e-5);
  }
  Hyperparams hp = small_run(true);
  hp.max_epochs = 100;
  CHECK(run_trial(hp, control, 20).learned());
  hp.initial_lr = 1e-9;
  hp.max_epochs = 3;
  CHECK_FALSE(run_trial(hp, control, 20).learned());
}
