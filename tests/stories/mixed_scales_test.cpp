// Story 1, a recommender: features of mixed scale, text in [-1, 1], image in [-10, 10], behaviour
// in [0, 1], fed as they were and unclipped: the loss was NaN in every round.
#include "base/rng.hpp"
#include "stories/story.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// A target that needs memory of all three.
void write_scores(const std::filesystem::path& file, std::uint32_t seed) {
  const Philox rng(seed, Purpose::simulate);
  std::string text = "Time,Text,Image,Behaviour,Score\n";
  double score = 0;
  for (std::uint32_t t = 0; t < 1200; ++t) {
    const auto held = [&](std::uint32_t column) {
      return std::clamp(0.5 + 0.25 * rng.normal(t / 5, column), 0.0, 1.0);
    };
    const double a = 2 * held(0) - 1, b = 20 * held(1) - 10, c = held(2);
    score += (0.5 * a + 0.05 * b + c - score) / 6;
    for (const double value : {static_cast<double>(t), a, b, c})
      text += std::to_string(value) + ",";
    text += std::to_string(score) + "\n";
  }
  write_file(file, text);
}

}  // namespace

TEST_CASE("stories.mixed_scales: unscaled and unclipped it ends non-finite; by default it trains") {
  const TempDir dir;
  for (const char* set : {"train", "val", "test"}) {
    std::filesystem::create_directories(dir / set);
    for (std::uint32_t i = 0; i < (set[1] == 'r' ? 3U : 1U); ++i)
      write_scores(dir / set / (std::to_string(i) + ".csv"),
                   i + 10 * static_cast<std::uint32_t>(set[1]));
  }
  const Args base = Args{"--data", dir.path()} + set("FEATURE_COLUMNS=Text,Image,Behaviour") +
                    set("TARGET_COLUMN=Score") + set("LOOKBACK=50") + set("WINDOW_STRIDE=10") +
                    set("RNN_LAYER_SIZES=8") + set("BATCH_SIZE=32") + set("MAX_EPOCHS=15") +
                    set("OPTIMIZER_TYPE=SGD");
  const Args unprotected = set("NORMALIZATION=none") + set("CLIP_MAX_NORM=0");

  // At the story's own rate, 1e-4, a network of bounded gates stays finite here, and learns
  // nothing.
  REQUIRE(run(base + unprotected + set("INITIAL_LR=1e-4") + Args{"--out", dir / "slow"}).status ==
          0);
  const json slow = results(dir / "slow")["test"];
  CHECK(slow["rmse"].get<double>() > 0.8 * constant_rmse(slow));

  // The recorded cause, exploding gradients, needs a larger one.
  const Finished lost = run(base + unprotected + set("INITIAL_LR=3") + Args{"--out", dir / "lost"});
  CHECK(lost.status == 10);
  CHECK(contains(lost.err, "training diverged"));
  CHECK(guards(dir / "lost", "loss_exploded").size() == 1);  // before it could overflow

  // Its cures: scaled, clipped, a rate ten times lower.
  REQUIRE(run(base + set("INITIAL_LR=0.3") + Args{"--out", dir / "cured"}).status == 0);
  const json cured = results(dir / "cured");
  CHECK(cured["guard"]["skipped_steps"] == 0);
  CHECK(cured["test"]["rmse"].get<double>() < 0.5 * constant_rmse(cured["test"]));

  const Args look = base + unprotected;
  CHECK(
      contains(run(Args{"check", "--data", dir / "train"} + Args(look.begin() + 2, look.end())).out,
               "features of mixed scale"));
  const Finished doctor = run(Args{"doctor", "--seconds", "0"} + look);
  CHECK(doctor.status == 65);
  CHECK(contains(doctor.out, "features of mixed scale are fed unscaled"));
}
