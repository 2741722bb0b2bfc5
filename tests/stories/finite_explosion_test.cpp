// What the stories lost without a NaN: trainings that explode and stay finite, and one that dies at
// the mean. None is handed over as a success, and each is said in time.
#include "lstmtrain/model.hpp"
#include "stories/story.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// Inputs of thousands, fed as they are, nothing clipped; few steps an epoch, from a beginning that
// is some volts off.
Args unprotected(const std::filesystem::path& out) {
  return Args{"--data", drives(), "--out", out} + set("FEATURE_COLUMNS=Charge,Temperature,SOC") +
         set("DERIVED_COLUMNS={\"Charge\":\"Current*4321\"}") + set("NORMALIZATION=none") +
         set("CLIP_MAX_NORM=0") + set("LOOKBACK=40") + set("WINDOW_STRIDE=20") +
         set("RNN_LAYER_SIZES=8") + set("MAX_EPOCHS=9") + set("INIT=pytorch");
}

// A run at this rate ends with 10, a diagnosis and where it began.
void check_lost(const Args& settings, const std::filesystem::path& out) {
  const Finished lost = run(unprotected(out) + settings);
  INFO(lost.err);
  CHECK(lost.status == 10);
  CHECK(contains(lost.err, "training diverged"));
  CHECK(contains(lost.err, "Hint: NORMALIZATION zscore (Charge reaches"));
  const json of = results(out);
  CHECK(of["stop_reason"] == "diverged");
  CHECK(of["val"]["rmse"].get<double>() < 10 * of["baseline_rmse"].get<double>());
  CHECK(of["worse_than_mean"] == true);
  const std::string last = lost.out.substr(lost.out.rfind('\n', lost.out.size() - 2) + 1);
  CHECK(contains(last, "WORSE THAN THE MEAN: validation RMSE"));
  CHECK(contains(read_file(out / "report.html"), "\"worse_than_mean\":true"));
}

}  // namespace

TEST_CASE(
    "stories.finite: SGD at 1e30 is lost in its first epochs, and never goes back to what "
    "exploded") {
  const TempDir dir;
  const Args rate = set("OPTIMIZER_TYPE=SGD") + set("INITIAL_LR=1e30");
  for (const char* batch : {"BATCH_SIZE=100", "BATCH_SIZE=100000"})
    for (const char* recovery : {"NAN_RECOVERY=0", "NAN_RECOVERY=3"}) {
      INFO(batch << ", " << recovery);
      check_lost(rate + set(batch) + set(recovery) + Args{"--force"}, dir / "r");
    }
}

TEST_CASE("stories.finite: Adam at 1e4 and 1e12, whose losses stay finite") {
  const TempDir dir;
  for (const char* rate : {"INITIAL_LR=1e4", "INITIAL_LR=1e12"}) {
    INFO(rate);
    check_lost(set(rate) + Args{"--force"}, dir / "r");
  }
}

TEST_CASE("stories.finite: a training that sits above the mean says so, whatever its exit") {
  const TempDir dir;
  const Finished stuck = run(unprotected(dir / "r") + set("INITIAL_LR=1e-5"));
  INFO(stuck.err);
  REQUIRE(stuck.status == 0);
  const json of = results(dir / "r");
  CHECK(of["worse_than_mean"] == true);
  CHECK(of["val"]["rmse"] > of["baseline_rmse"]);
  CHECK(contains(stuck.out, "WORSE THAN THE MEAN"));
  const auto said = guards(dir / "r", "stuck");
  REQUIRE(said.size() == 1);
  CHECK(said[0]["epoch"] == 3);
  CHECK(contains(said[0]["message"].get<std::string>(), "Hint: NORMALIZATION zscore (Charge"));
}
