#include "doctor/signal_findings.hpp"

#include <cmath>

#include "doctor/bad_windows.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

TEST_CASE("doctor.signal: the rate of a gradient that fades by a factor a row") {
  std::vector<std::pair<int, double>> norms;
  for (int back = 0; back < 40; ++back) norms.emplace_back(back, 3 * std::pow(0.8, back));
  CHECK(gradient_rate(norms) == Approx(0.8));
  CHECK(std::isnan(gradient_rate({{0, 1.0}, {1, 0.0}})));
}

TEST_CASE("doctor.signal: a first step that is not finite is an error, cured where it is not yet") {
  Dataset data = low_pass_data({600}, 200);
  Hyperparams hp = small_run(false);
  hp.batch_training = false;
  const Findings good = signal_findings(hp, data, fresh_model(hp, data));
  REQUIRE_FALSE(good.empty());
  CHECK(good.front().severity == Severity::fine);
  CHECK(good.front().evidence.find("first batch, 581 windows") == 0);
  hp.missing_data = MissingData::keep;
  const Model fresh = fresh_model(hp, data);
  data.files[0].values[2 * 123] = NAN;
  const Findings bad = signal_findings(hp, data, fresh);
  CHECK(bad.front().severity == Severity::error);
  CHECK(bad.front().cure == Cure{{"MISSING_DATA", "\"split\""}});
}
