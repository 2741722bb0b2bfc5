// Trainings that are made to fail: what the guards say, what is left, how the program ends.
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/drives.hpp"
#include "lstmtrain/model.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;
using nlohmann::json;

namespace {

Args unguarded(const std::string& rate) {
  return quick_on_drives() + set("INITIAL_LR=" + rate) + set("OPTIMIZER_TYPE=Adam") +
         set("CLIP_MAX_NORM=0") + set("SCHEDULER_TYPE=None") + set("WEIGHT_DECAY=0");
}

double largest(const Model& model) {
  double size = 0;
  for (const float value : model.params) {
    REQUIRE(std::isfinite(value));
    size = std::max(size, std::abs(static_cast<double>(value)));
  }
  return size;
}

// A run at this rate that ends as diverged, with an error.
Finished diverged(const std::string& rate, const std::filesystem::path& out) {
  const Finished finished = run(unguarded(rate) + Args{"--out", out});
  INFO(finished.err);
  CHECK(finished.status == 10);
  REQUIRE_FALSE(errors(finished.err).empty());
  return finished;
}

json results_of(const std::filesystem::path& out) {
  return json::parse(read_file(out / "results.json"));
}

}  // namespace

TEST_CASE("cli.divergence: an update that overflows names the tensor and keeps what was before") {
  const TempDir dir;
  const Finished finished = diverged("1e39", dir / "run");
  CHECK(contains(finished.err, "weight_ih_l0"));
  CHECK(contains(finished.err, "INITIAL_LR"));
  CHECK(results_of(dir / "run")["stop_reason"] == "diverged");

  // A step of 1e-30 leaves the initial parameters as they are: the last ones that were accepted.
  REQUIRE(run(unguarded("1e-30") + Args{"--out", dir / "initial"}).status == 0);
  const Model kept = load_model(dir / "run/best.safetensors");
  const Model initial = load_model(dir / "initial/best.safetensors");
  REQUIRE(kept.params.size() == initial.params.size());
  for (std::size_t i = 0; i < kept.params.size(); ++i) {
    CHECK(std::abs(kept.params[i] - initial.params[i]) < 1e-20F);
  }
}

TEST_CASE("cli.divergence: a loss that overflows is skipped, and ends after MAX_SKIPPED_STEPS") {
  const TempDir dir;
  const Finished finished = diverged("1e30", dir / "run");
  const json results = results_of(dir / "run");
  CHECK(results["stop_reason"] == "diverged");
  CHECK(results["guard"]["skipped_steps"] == 10);
  CHECK(results["best_epoch"] == 0);
  // Not what exploded is kept but where it began, and it is said how good that is.
  CHECK(largest(load_model(dir / "run/best.safetensors")) < 10);
  const bool worse = results["val"]["rmse"] > results["baseline_rmse"];
  CHECK(results["worse_than_mean"] == worse);
  CHECK(contains(finished.out, "WORSE THAN THE MEAN") == worse);
}

TEST_CASE("cli.divergence: one poisoned window costs one step, and is named") {
  const TempDir dir;
  std::string text = "Time,Current,Temperature,SOC,Voltage\n";
  for (int row = 1; row <= 400; ++row) {
    text += std::to_string(row) + "," + (row == 105 ? "nan" : std::to_string(row % 5)) + ",25," +
            std::to_string(1.0 - 0.001 * row) + "," + std::to_string(3.6 + 0.01 * (row % 7)) + "\n";
  }
  write_file(dir / "a.csv", text);
  const Finished finished = run(
      quick() + set("TRAINING_METHOD=Sequence-to-Sequence") + set("MISSING_DATA=keep") +
      set("LOOKBACK=20") + set("TBPTT_STEPS=20") + set("WINDOW_STRIDE=20") + set("MAX_EPOCHS=1") +
      Args{"--train", dir / "a.csv", "--val", drives() / "val", "--out", dir / "run"});
  INFO(finished.err);
  CHECK(finished.status == 0);
  const json results = results_of(dir / "run");
  CHECK(results["guard"]["skipped_steps"] == 1);
  CHECK(results["epochs"] == 1);
  CHECK(results["val"]["rmse"].is_number());
  CHECK(contains(read_file(dir / "run/metrics.jsonl"), "skipped_step"));
  CHECK(contains(finished.err, "a.csv"));
}
