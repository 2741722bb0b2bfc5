// Story 2, a multi-modal trainer: NaN at the end of the first epoch, and nobody knew where from. A
// number that is not finite is put in at each place, and caught at that place and step.
#include <algorithm>
#include <cmath>
#include <limits>

#include "lstmtrain/trainer.hpp"
#include "stories/story.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// Windows of the drives, a batch an update; nothing is gated, scaled or clipped.
Args unprotected(const std::filesystem::path& data, const std::filesystem::path& out) {
  return set("FEATURE_COLUMNS=Current") + set("MISSING_DATA=keep") + set("NORMALIZATION=none") +
         set("CLIP_MAX_NORM=0") + set("LOOKBACK=40") + set("WINDOW_STRIDE=40") +
         set("BATCH_SIZE=4") + set("RNN_LAYER_SIZES=4") + set("MAX_EPOCHS=2") +
         Args{"--data", data, "--out", out};
}

constexpr int kEveryRow = -1, kEverySeventh = -7;

// One training file of 400 rows whose Current and Voltage at `row` are these.
void write_drive(const std::filesystem::path& folder, int row, const std::string& current,
                 const std::string& voltage) {
  for (const char* set : {"train", "val"}) {
    std::string text = "Current,Voltage\n";
    for (int i = 0; i < 400; ++i) {
      const bool here = set[0] == 't' && (i == row || (row < 0 && i % -row == 0));
      const double wave = (set[0] == 't' ? 1 : 1.1) * std::sin(i * 0.1);
      text += (here ? current : std::to_string(wave)) + "," +
              (here ? voltage : std::to_string(3.5 + 0.1 * wave)) + "\n";
    }
    std::filesystem::create_directories(folder / set);
    write_file(folder / set / "a.csv", text);
  }
}

}  // namespace

TEST_CASE("stories.nonfinite: at initialisation, before a step is taken") {
  const TempDir dir;
  write_drive(dir / "d", 1000, "", "");
  REQUIRE(run(unprotected(dir / "d", dir / "r")).status == 0);
  std::string bytes = read_file(dir / "r/best.safetensors");
  const float nan = std::numeric_limits<float>::quiet_NaN();
  std::memcpy(bytes.data() + bytes.size() - sizeof nan, &nan, sizeof nan);
  write_file(dir / "nan.safetensors", bytes);
  const Finished refused =
      run(unprotected(dir / "d", dir / "s") + Args{"--init", dir / "nan.safetensors"});
  CHECK(refused.status == 65);
  CHECK(contains(refused.err, "nan.safetensors: tensor \"lstm.weight_ih_l0\"[15] is not finite"));
  CHECK_FALSE(std::filesystem::exists(dir / "s/metrics.jsonl"));
}

TEST_CASE("stories.nonfinite: in an activation, named with the stage, the file and the line") {
  const TempDir dir;
  write_drive(dir / "d", 130, "inf", "3.5");
  REQUIRE(run(unprotected(dir / "d", dir / "r")).status == 0);
  const auto skipped = guards(dir / "r", "skipped_step");
  REQUIRE(skipped.size() == 2);  // once an epoch
  CHECK(contains(skipped[0]["message"], "input column \"Current\" = inf"));
  CHECK(contains(skipped[0]["message"], "train/a.csv:132"));  // the header is line 1
  CHECK(skipped[0]["where"] == (dir / "d/train/a.csv:132").string());
}

// The sums that the second layer's norm divides by overflow.
TEST_CASE("stories.nonfinite: in a layer, named with its number, the file and the line") {
  const TempDir dir;
  write_drive(dir / "d", 1000, "", "");
  const Args two = set("RNN_LAYER_SIZES=4,4") + set("LAYER_NORM=cell");
  REQUIRE(run(unprotected(dir / "d", dir / "r") + two).status == 0);
  Model model = load_model((dir / "r/best.safetensors").string());
  const std::vector<ParamInfo> layout = param_layout(model.spec);
  const ParamInfo& steep = *find_param(layout, ParamRole::weight_hh, 1);
  for (std::size_t i = 0; i < steep.size; ++i) model.params[steep.offset + i] *= 1e30F;
  save_model((dir / "steep.safetensors").string(), model);
  run(unprotected(dir / "d", dir / "s") + two + Args{"--init", dir / "steep.safetensors"});
  const auto skipped = guards(dir / "s", "skipped_step");
  REQUIRE_FALSE(skipped.empty());
  const std::string where = skipped[0]["where"];
  CHECK(contains(where, (dir / "d/train/a.csv:").string()));
  CHECK(contains(skipped[0]["message"], "layer 1, norm of W_hh h, statistic 0 at " + where));
}

TEST_CASE("stories.nonfinite: in the loss, whose outputs are finite") {
  const TempDir dir;
  write_drive(dir / "d", 159, "0.1", "1e30");                  // the last row of a window
  CHECK(run(unprotected(dir / "d", dir / "r")).status == 10);  // the mean is lost, and every step
  const auto skipped = guards(dir / "r", "skipped_step");
  REQUIRE_FALSE(skipped.empty());
  CHECK(contains(skipped[0]["message"], "loss (the outputs are finite, their error overflows)"));
  // The parameters start at the mean of the targets, so that the batches without it overflow, too.
  const auto named = std::find_if(skipped.begin(), skipped.end(), [&](const json& event) {
    return event["where"] == (dir / "d/train/a.csv:161").string();
  });
  REQUIRE(named != skipped.end());
  CHECK(contains((*named)["message"], "target column \"Voltage\" = 1e+30 at "));
}

// The inputs and so the outputs are 0, and a gradient grows by W_hh / 4 a row: it overflows in the
// backward pass alone.
TEST_CASE("stories.nonfinite: in the gradient, where the loss is finite") {
  const TempDir dir;
  write_drive(dir / "d", kEveryRow, "0", "3.5");
  REQUIRE(run(unprotected(dir / "d", dir / "r")).status == 0);
  Model model = load_model((dir / "r/best.safetensors").string());
  for (const ParamInfo& info : param_layout(model.spec))
    for (std::size_t i = 0; i < info.size; ++i)
      model.params[info.offset + i] = info.name == "lstm.weight_hh_l0" ? 1e4F
                                      : info.name == "fc.weight"       ? 1.0F
                                                                       : 0.0F;
  save_model((dir / "steep.safetensors").string(), model);
  const Finished finished =
      run(unprotected(dir / "d", dir / "s") + Args{"--init", dir / "steep.safetensors"});
  INFO(finished.err);
  const auto skipped = guards(dir / "s", "skipped_step");
  REQUIRE_FALSE(skipped.empty());
  CHECK(skipped[0]["step"] == 0);
  CHECK(contains(skipped[0]["message"], "gradient of lstm."));
  CHECK(contains(skipped[0]["message"], "] (layer 0, "));
}

TEST_CASE("stories.nonfinite: in the mean of an epoch in which no step could be taken") {
  const TempDir dir;
  write_drive(dir / "d", kEverySeventh, "nan", "3.5");
  CHECK(run(unprotected(dir / "d", dir / "r") + set("MAX_SKIPPED_STEPS=0")).status == 10);
  const auto mean = guards(dir / "r", "epoch_mean");
  REQUIRE(mean.size() == 1);
  CHECK(mean[0]["epoch"] == 1);
}
