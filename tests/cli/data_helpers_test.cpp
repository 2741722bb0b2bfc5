// Derived columns and resampling by the binary: what was trained is what is tested.
#include <nlohmann/json.hpp>

#include "cli/drives.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;
using nlohmann::json;

namespace {

Args helped() {
  return set("FEATURE_COLUMNS=Current,Temperature,Slow") +
         set("DERIVED_COLUMNS=Slow: low_pass(Current, 60); Idle: SOC + 1") + set("RESAMPLE_HZ=0.5");
}

}  // namespace

TEST_CASE("cli.data_helpers: the model alone repeats the test of its training") {
  const TempDir dir;
  const Finished trained = run(quick_on_drives() + helped() + Args{"--out", dir / "run"});
  INFO(trained.err);
  REQUIRE(trained.status == 0);
  CHECK(contains(trained.err, "RESAMPLE_HZ: 6 files of 6 brought to 0.5 Hz"));
  CHECK(contains(trained.err, "derived column \"Idle\" is neither a feature nor a target"));
  const Finished tested =
      run({"test", "--model", dir / "run/best.safetensors", "--data", drives() / "test", "--json"});
  INFO(tested.err);
  REQUIRE(tested.status == 0);
  CHECK(contains(tested.err, "RESAMPLE_HZ: 2 files of 2"));
  const json object = json::parse(tested.out);
  const json results = json::parse(read_file(dir / "run/results.json"));
  CHECK(object["rmse"] == results["test"]["rmse"]);
  CHECK(object["rows"] == results["test"]["rows"]);
}

TEST_CASE("cli.data_helpers: check shows derived columns and what was resampled") {
  const Finished finished = run(Args{"check", "--data", drives()} + quick() + helped());
  INFO(finished.err);
  CHECK(finished.status == 0);
  CHECK(contains(finished.out, "Slow"));
  CHECK(contains(finished.out, "resampled from"));
}

TEST_CASE("cli.data_helpers: a formula that is wrong is refused before anything is read") {
  check_refused(run(quick() + set("DERIVED_COLUMNS=P: Current * (SOC") + Args{"--data", "no/such"}),
                78, {"DERIVED_COLUMNS", "character 15"});
  check_refused(
      run(quick_on_drives() + set("FEATURE_COLUMNS=P") + set("DERIVED_COLUMNS=P: Curent*2")), 65,
      {"Curent", "Current"});
}
