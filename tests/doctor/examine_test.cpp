#include "doctor/examine.hpp"

#include <algorithm>

#include "support/catch.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// Notes what it is told, in its order.
struct Notes : Attendant {
  std::vector<std::string> checks, begun;
  Findings findings;
  void found(Finding finding) override {
    checks.push_back(finding.check);
    findings.push_back(std::move(finding));
  }
  void begins(const std::string& what, double seconds) override {
    CHECK(seconds > 0);
    begun.push_back(what);
  }
  void progress(const std::string&, const TrialProgress&, const TimeBound&) override {}
  std::size_t place(const std::string& check) const {
    return static_cast<std::size_t>(std::find(checks.begin(), checks.end(), check) -
                                    checks.begin());
  }
};

}  // namespace

TEST_CASE("doctor.examine: cheap checks first, a trial last; none without its time") {
  Dataset data = low_pass_data({1200, 800}, 400);
  data.files[0].values[2 * 57 + 1] = 4e4F;
  Hyperparams hp = small_run(false);
  hp.max_epochs = 2;
  const TimeBound bound(20);
  Notes notes;
  examine(hp, data, {.threads = 2}, bound, notes);
  CHECK(notes.place("windows") == 0);  // by its cells
  CHECK(notes.place("windows") < notes.place("signal"));
  CHECK(notes.checks.back() == "trial");
  CHECK(notes.begun.size() >= 2);
  CHECK_FALSE(bound.over());
  Notes none;
  examine(hp, data, {.trial_seconds = 0}, bound, none);
  CHECK(none.checks.back() == "windows");
}

TEST_CASE("doctor.examine: a network for which there is no time is not tried, and that is said") {
  const Dataset data = low_pass_data({1200, 800}, 400);
  Hyperparams hp = small_run(false);
  hp.rnn_layer_sizes = {256, 256};
  hp.lookback = 300;
  const TimeBound bound(0.02);
  Notes notes;
  examine(hp, data, {}, bound, notes);
  CHECK(bound.spent() < 20);
  CHECK(notes.checks.back() == "trial");
  CHECK(notes.begun.empty());
  CHECK(notes.findings.back().what.find("was not tried") != std::string::npos);
  for (const Finding& finding : notes.findings) CHECK(finding.severity >= Severity::advice);
}
