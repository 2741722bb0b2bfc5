// Story 4, a direction reconstruction: inputs up to 77,785 beside others below 1, fed as they were:
// three hours at the baseline of knowing nothing.
#include "stories/story.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

TEST_CASE("stories.unscaled: stuck at the baseline; lr-find ranks the rates; scaled it learns") {
  const TempDir dir;
  const Args base = Args{"--data", drives()} + set("FEATURE_COLUMNS=Charge,Temperature,SOC") +
                    set("DERIVED_COLUMNS={\"Charge\":\"Current*4321\"}") + set("LOOKBACK=40") +
                    set("WINDOW_STRIDE=5") + set("RNN_LAYER_SIZES=8") + set("BATCH_SIZE=32") +
                    set("MAX_EPOCHS=20");
  const Args unprotected = set("NORMALIZATION=none") + set("CLIP_MAX_NORM=0");

  const Finished finished =
      run(base + unprotected + set("INITIAL_LR=3e-4") + Args{"--out", dir / "stuck"});
  INFO(finished.err);
  REQUIRE(finished.status == 0);
  const json stuck = results(dir / "stuck")["test"];
  CHECK(stuck["rmse"].get<double>() > 0.8 * constant_rmse(stuck));

  REQUIRE(run(base + set("INITIAL_LR=3e-3") + set("NORMALIZATION=zscore") +
              Args{"--out", dir / "scaled"})
              .status == 0);
  const json scaled = results(dir / "scaled")["test"];
  CHECK(scaled["rmse"].get<double>() < 0.5 * constant_rmse(scaled));

  // At the story's rates the bounded gates of an LSTM keep the gradients small; with plain SGD the
  // high ones explode as they did there.
  const Finished found =
      run(Args{"lr-find"} + base + unprotected + set("OPTIMIZER_TYPE=SGD") +
          Args{"--rates", "1e-5,3e-5,1e-4,3e-4,1e-3,1e-2,10,100", "--steps", "100", "--json"});
  REQUIRE(found.status == 0);
  const json rates = json::parse(found.out);
  REQUIRE(rates["rates"].size() >= 8);
  const json& lowest = rates["rates"].front();
  const json& highest = rates["rates"].back();
  CHECK(lowest["verdict"] == "too slow");
  CHECK(highest["verdict"] == "explodes");
  CHECK(highest["largest_grad_norm"].get<double>() >
        1e3 * lowest["largest_grad_norm"].get<double>());
  // No rate is the cure: none is recommended, and the scales are named.
  CHECK(rates["learned"] == false);
  CHECK(rates["recommended"].is_null());
  CHECK(contains(rates["causes"].at(0), "features of mixed scale are fed unscaled"));

  const Finished doctor = run(Args{"doctor", "--seconds", "0"} + base + unprotected);
  CHECK(contains(doctor.out, "features of mixed scale are fed unscaled"));
}
