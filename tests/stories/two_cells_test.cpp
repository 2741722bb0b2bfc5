// Story 4 and what 0.1.0 owed it: one cell of 65.535 V and one of -999 degC among tens of
// thousands. Untreated they cost a multiple of the error; every cure brings back that of the clean
// data.
#include "stories/story.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

constexpr double kAsGood = 1.1;  // of the clean run's error

struct Drives {
  TempDir dir;
  std::filesystem::path clean = dir / "clean", spoilt = dir / "spoilt";

  Drives() {
    REQUIRE(run({"simulate", "--out", clean, "--rows", "4030", "--train-files", "12", "--val-files",
                 "2", "--test-files", "2", "--seed", "3"})
                .status == 0);
    std::filesystem::copy(clean, spoilt, std::filesystem::copy_options::recursive);
    const auto file = first_file(spoilt / "train");
    spoil_cell(file, 1001, "Voltage", "65.535");
    spoil_cell(file, 2001, "Temperature", "-999");
  }
  // Test RMSE of a short training; what it says goes to `said`.
  double rmse(const std::filesystem::path& data, const Args& settings,
              std::string* said = nullptr) {
    const auto out = dir / ("run" + std::to_string(runs_++));
    const Finished finished =
        run(set("FEATURE_COLUMNS=Current,Temperature,SOC") + set("TRAINING_METHOD=Stream") +
            set("RNN_LAYER_SIZES=16") + set("MAX_EPOCHS=12") + set("INITIAL_LR=0.01") +
            set("BATCH_SIZE=24") + set("SCHEDULER_TYPE=CosineAnnealingLR") +
            Args{"--data", data, "--out", out, "--seed", "1"} + settings);
    INFO(finished.err);
    REQUIRE(finished.status == 0);
    if (said != nullptr) *said = finished.err;
    return results(out)["test"]["rmse"];
  }

 private:
  int runs_ = 0;
};

}  // namespace

TEST_CASE("stories.two_cells: said, and as good as never there under each cure") {
  Drives drives;
  for (const std::string scaler : {"minmax", "zscore"}) {
    const Args method = set("NORMALIZATION=" + scaler);
    const double clean = drives.rmse(drives.clean, method);
    std::string said;
    const double spoilt = drives.rmse(drives.spoilt, method, &said);
    INFO(scaler << ": clean " << clean << ", spoilt " << spoilt);
    if (scaler == "minmax") CHECK(spoilt > 1.5 * clean);
    CHECK(contains(said, "65.535"));
    CHECK(contains(said, "-999"));
    for (const Args& cure : {set("MISSING_VALUES=65.535,-999"),
                             set("VALID_RANGE=Voltage: 2..4.5; Temperature: -40..80"),
                             set("OUTLIERS=mask"), set("OUTLIERS=clip")}) {
      INFO(cure.back());
      CHECK(drives.rmse(drives.spoilt, method + cure, &said) <= kAsGood * clean);
      CHECK_FALSE(contains(said, "warning: data"));
    }
  }
  const Args robust = set("NORMALIZATION=robust") + set("OUTLIERS=mask");
  CHECK(drives.rmse(drives.spoilt, robust) <= kAsGood * drives.rmse(drives.clean, robust));
}
