// Story 3, a battery voltage model: LOOKBACK 400, ten units, no decay, a clip at 0.5 that came
// before the backward pass; NaN near epoch 85, the validation stuck at 67.28 mV. README, "A story",
// has the whole trainings; this is their beginning, the recorded causes, and the message.
#include "stories/story.hpp"
#include "support/datasets.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

const std::filesystem::path kBroken =
    std::filesystem::path(LSTMTRAIN_SOURCE_DIR) / "hyperparams/story3-broken.json";

// Simulated drives long enough for windows of 400 rows.
const std::filesystem::path& long_drives() {
  static const TempDir folder;
  static const std::filesystem::path path = [] {
    const auto out = folder / "drives";
    if (run({"simulate", "--out", out, "--rows", "1500", "--train-files", "4", "--val-files", "1",
             "--test-files", "1"})
            .status != 0)
      throw std::runtime_error("simulate failed");
    return out;
  }();
  return path;
}

Args broken(const std::filesystem::path& out) {
  return Args{"--hyperparams", kBroken, "--data", long_drives(), "--out", out};
}

}  // namespace

// In the story's keys, which ask for the column Temp of files that call it Temperature.
TEST_CASE("stories.battery: options 1 to 3, letter by letter, train on what simulate writes") {
  const TempDir dir;
  const std::string head = R"({"FEATURE_COLUMNS": ["SOC", "Current", "Temp"],
    "TARGET_COLUMN": "Voltage", "MODEL_TYPE": "LSTM", "LSTM_USE_LAYERNORM": true, "USE_AMP": true,)";
  const char* const options[] = {
      R"("LOOKBACK": "200", "HIDDEN_UNITS": "32", "INITIAL_LR": "1e-4", "WEIGHT_DECAY": "1e-4",
         "DROPOUT_PROB": "0.2"})",
      R"("LOOKBACK": "300", "RNN_LAYER_SIZES": "64,32", "INITIAL_LR": "5e-5",
         "WEIGHT_DECAY": "1e-4", "DROPOUT_PROB": "0.3"})",
      R"("LOOKBACK": "400", "RNN_LAYER_SIZES": "128,64", "INITIAL_LR": "3e-5",
         "WEIGHT_DECAY": "5e-4", "DROPOUT_PROB": "0.4", "BATCH_SIZE": "128"})"};
  for (const char* option : options) {
    write_file(dir / "hp.json", head + option);
    const Args train =
        Args{"--hyperparams", dir / "hp.json", "--data", long_drives()} + set("MAX_EPOCHS=1");
    CHECK(run(train + Args{"--dry-run"}).status == 0);
    const Finished finished =
        run(train + set("WINDOW_STRIDE=100") + Args{"--out", dir / "r", "--force"});
    INFO(option << "\n" << finished.err);
    REQUIRE(finished.status == 0);
    CHECK(contains(finished.err, "\"Temperature\" is read for \"Temp\""));
    CHECK(contains(finished.err, "USE_AMP does nothing here"));
    CHECK(std::isfinite(results(dir / "r")["val"]["rmse"].get<double>()));
    CHECK(results(dir / "r")["columns"][2]["name"] == "Temp");
  }
}

TEST_CASE("stories.battery: the broken setting stays finite here, and falls") {
  const TempDir dir;
  const Finished finished = run(broken(dir / "r") + set("MAX_EPOCHS=200") + set("WINDOW_STRIDE=5"));
  INFO(finished.err);
  REQUIRE(finished.status == 0);
  const auto epochs = events(dir / "r", "epoch");
  CHECK(epochs.back()["best_val_rmse"].get<double>() <
        0.6 * epochs.front()["val_rmse"].get<double>());
  CHECK(results(dir / "r")["guard"]["skipped_steps"] == 0);
}

TEST_CASE("stories.battery: the same on the LG HG2 cycles", "[datasets]") {
  const std::filesystem::path data = dataset("lg-hg2");
  if (data.empty()) return;
  const TempDir dir;
  const Finished finished = run({"--hyperparams", kBroken, "--data", data, "--out", dir / "r",
                                 "--set", "MAX_EPOCHS=16", "--set", "WINDOW_STRIDE=100"});
  INFO(finished.err);
  REQUIRE(finished.status == 0);
  const auto epochs = events(dir / "r", "epoch");
  CHECK(epochs.back()["best_val_rmse"].get<double>() <
        0.8 * epochs.front()["val_rmse"].get<double>());
}

// A window that was allocated and never filled holds whatever was in memory.
TEST_CASE("stories.battery: the recorded cause, windows of garbage: lost unprotected, then cured") {
  const TempDir dir;
  std::filesystem::copy(long_drives(), dir / "d", std::filesystem::copy_options::recursive);
  const auto file = *std::filesystem::directory_iterator(dir / "d/train");
  std::istringstream in(read_file(file.path()));
  std::string text, line;
  for (int number = 1; std::getline(in, line); ++number)
    text +=
        (number > 500 && number <= 520 ? std::to_string(number - 2) + ",3.2e38,-2.9e38,nan,4.6e-41"
                                       : line) +
        "\n";
  write_file(file.path(), text);
  const Args garbage = Args{"--hyperparams", kBroken, "--data", dir / "d"} + set("MAX_EPOCHS=3");
  const Finished lost =
      run(garbage + set("MISSING_DATA=keep") + set("NORMALIZATION=none") + set("CLIP_MAX_NORM=0") +
          set("MAX_SKIPPED_STEPS=1") + Args{"--out", dir / "lost"});
  CHECK(lost.status == 10);
  REQUIRE_FALSE(guards(dir / "lost", "skipped_step").empty());
  CHECK(contains(guards(dir / "lost", "skipped_step")[0]["message"].get<std::string>(),
                 file.path().filename().string()));
  const Finished cured = run(garbage + Args{"--out", dir / "cured"});
  CHECK(cured.status == 0);
  CHECK(results(dir / "cured")["guard"]["skipped_steps"] == 0);
}

TEST_CASE(
    "stories.battery: parameters forced to overflow end the run with all that the story asks") {
  const TempDir dir;
  const Finished lost = run(broken(dir / "r") + set("INITIAL_LR=1e38") + set("CLIP_MAX_NORM=0"));
  CHECK(lost.status == 10);
  for (const char* part : {"epoch 1", "batch 1", "learning rate 1e+38", "INITIAL_LR 0.001",
                           "LOOKBACK 200", "30 units"}) {
    INFO(part);
    CHECK(contains(lost.err, part));
  }
}
