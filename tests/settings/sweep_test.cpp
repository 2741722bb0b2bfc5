// The runs of a sweep, and the tables that rank them.
#include <cmath>
#include <set>

#include "base/nan.hpp"
#include "run/sweep_summary.hpp"
#include "settings/sweep_runs.hpp"
#include "support/catch.hpp"

using namespace lstmtrain;
using lstmtrain::test::contains;

namespace {

settings::Settings read(const std::vector<std::string>& sets) {
  std::vector<settings::Override> overrides;
  for (const std::string& text : sets) overrides.push_back(settings::parse_override(text, "--set"));
  return settings::read_settings({}, overrides);
}

std::string value(const settings::SweepRun& run, const std::string& key) {
  for (const settings::Override& o : run.overrides)
    if (o.key == key) return o.value;
  return "";
}

run::SweepRow row(const std::string& name, std::size_t group, double val, double test,
                  const std::string& reason = "") {
  run::SweepRow r;
  r.run = name;
  r.values = {std::to_string(group), name};
  r.group = group;
  r.val_rmse = val;
  r.test_rmse = test;
  r.reason = reason;
  return r;
}

}  // namespace

TEST_CASE("settings.sweep: every run of a grid can be set alone and is another one") {
  const settings::Settings grid = read(
      {"OPTIMIZER_TYPE=Adam,SGD", "MOMENTUM=0,0.9", "LOOKBACK=20,30", "RNN_LAYER_SIZES=4;6,5"});
  const auto runs = settings::sweep_runs(grid);
  CHECK(runs.size() == grid.runs);
  CHECK(runs.size() == 12);  // momentum is SGD's
  std::set<std::string> seen;
  for (const settings::SweepRun& run : runs) {
    const settings::Settings one = settings::read_settings({}, run.overrides);
    CHECK(one.runs == 1);
    seen.insert(settings::model_json(one.values));
  }
  CHECK(seen.size() == 12);
}

TEST_CASE("settings.sweep: repetitions have the seeds that follow SEED and share a group") {
  const auto runs = settings::sweep_runs(read({"REPETITIONS=3", "SEED=7", "BATCH_SIZE=4,5"}));
  REQUIRE(runs.size() == 6);
  CHECK(value(runs[2], "SEED") == "9");
  CHECK(runs[2].group == 0);
  CHECK(runs[3].group == 1);
  CHECK(value(runs[3], "SEED") == "7");
}

TEST_CASE("settings.sweep: trials stay in their range, whole numbers whole, rates log-uniform") {
  const settings::Settings search =
      read({"INITIAL_LR=[1e-5,1e-1]", "BATCH_SIZE=[10,12]", "DROPOUT_PROB=[0.1,0.3]",
            "RNN_LAYER_SIZES=[[4,8],[6,8]]", "TRIALS=400"});
  const auto runs = settings::sweep_runs(search);
  REQUIRE(runs.size() == 400);
  std::set<std::string> batches, sizes;
  int low_rates = 0;
  for (const settings::SweepRun& run : runs) {
    const Hyperparams hp = settings::read_settings({}, run.overrides).values;
    CHECK(hp.initial_lr >= 1e-5);
    CHECK(hp.initial_lr <= 1e-1);
    low_rates += hp.initial_lr < 1e-3;
    CHECK(hp.dropout_prob >= 0.1);
    CHECK(hp.dropout_prob <= 0.3);
    batches.insert(value(run, "BATCH_SIZE"));
    sizes.insert(value(run, "RNN_LAYER_SIZES"));
  }
  CHECK(batches == std::set<std::string>{"10", "11", "12"});
  CHECK(sizes == std::set<std::string>{"4,8", "5,8", "6,8"});
  CHECK(low_rates > 150);
  CHECK(low_rates < 250);
  const auto again = settings::sweep_runs(search);
  for (std::size_t i = 0; i < runs.size(); ++i) CHECK(again[i].name == runs[i].name);
}

TEST_CASE("settings.sweep: the best validation stands first, what has none last") {
  std::vector<run::SweepRow> rows = {row("a", 0, kNaN, kNaN, "diverged, \"why\""),
                                     row("b", 0, 20, 9), row("c", 1, 10, 30)};
  run::rank(rows);
  CHECK(rows[0].run == "c");
  CHECK(rows[2].run == "a");
  const std::string csv = run::summary_csv({"KEY", "SEED"}, rows, "mV");
  CHECK(csv.rfind("rank,run,KEY,SEED,val_rmse_mV,test_rmse_mV,", 0) == 0);
  CHECK_THAT(csv, contains("\n1,c,1,c,10,30,"));
  CHECK_THAT(csv, contains("\"diverged, \"\"why\"\"\""));
}

TEST_CASE("settings.sweep: mean and deviation are those of the runs that came to a model") {
  const std::vector<run::SweepRow> rows = {row("a", 0, 10, 1), row("b", 0, 14, 3),
                                           row("c", 0, kNaN, kNaN, "diverged"), row("d", 1, 5, 7)};
  const auto all = run::repeated(rows);
  REQUIRE(all.size() == 2);
  CHECK(all[0].val_mean == 5);
  CHECK(std::isnan(all[0].val_deviation));
  CHECK(all[1].runs == 3);
  CHECK(all[1].failed == 1);
  CHECK(all[1].val_mean == 12);
  CHECK(all[1].val_deviation == Approx(std::sqrt(8.0)));
  CHECK(all[1].val_best == 10);
  CHECK(all[1].test_mean == 2);
}
