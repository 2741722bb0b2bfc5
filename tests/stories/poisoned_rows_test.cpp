// Story 5, a detector: two NaN batches in 41,163. Each costs one skipped step and nothing else.
#include "stories/story.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

Args one_epoch(const std::filesystem::path& data, const std::filesystem::path& out,
               const std::string& seed) {
  return set("FEATURE_COLUMNS=Current,Temperature,SOC") + set("LOOKBACK=25") +
         set("WINDOW_STRIDE=25") + set("BATCH_SIZE=1") + set("RNN_LAYER_SIZES=8") +
         set("INITIAL_LR=0.005") + set("NORMALIZATION=zscore") + set("MAX_EPOCHS=1") +
         Args{"--data", data, "--out", out, "--seed", seed};
}

double test_rmse(const std::filesystem::path& run) { return results(run)["test"]["rmse"]; }

}  // namespace

TEST_CASE("stories.poisoned: two rows cost two steps, and the error is that of a clean run") {
  const TempDir dir;
  REQUIRE(run({"simulate", "--out", dir / "clean", "--rows", "2000", "--train-files", "6",
               "--val-files", "1", "--test-files", "2"})
              .status == 0);
  std::filesystem::copy(dir / "clean", dir / "poisoned", std::filesystem::copy_options::recursive);
  int poisoned = 0;
  for (const auto& entry : std::filesystem::directory_iterator(dir / "poisoned/train")) {
    std::string text = read_file(entry.path());
    std::size_t line = 0;
    for (int i = 0; i < 700; ++i) line = text.find('\n', line) + 1;
    const std::size_t cell = text.find(',', line) + 1;
    text.replace(cell, text.find(',', cell) - cell, "nan");
    write_file(entry.path(), text);
    if (++poisoned == 2) break;
  }

  double worst = 0;
  for (const char* seed : {"1", "2", "3", "4", "5"}) {
    REQUIRE(run(one_epoch(dir / "clean", dir / seed, seed)).status == 0);
    CHECK(results(dir / seed)["guard"]["skipped_steps"] == 0);
    worst = std::max(worst, test_rmse(dir / seed));
  }
  // Unprotected by the gate: the two windows reach the network.
  const Finished kept =
      run(one_epoch(dir / "poisoned", dir / "kept", "1") + set("MISSING_DATA=keep"));
  INFO(kept.err);
  REQUIRE(kept.status == 0);
  CHECK(results(dir / "kept")["guard"]["skipped_steps"] == 2);
  CHECK(contains(kept.out, "skipped steps 2"));
  const auto skipped = guards(dir / "kept", "skipped_step");
  REQUIRE(skipped.size() == 2);
  for (const json& event : skipped) CHECK(contains(event["message"], ":701"));
  CHECK(test_rmse(dir / "kept") <= worst);

  // By default they never get there.
  REQUIRE(run(one_epoch(dir / "poisoned", dir / "gated", "1")).status == 0);
  CHECK(results(dir / "gated")["guard"]["skipped_steps"] == 0);
  CHECK(test_rmse(dir / "gated") <= worst);
}
