// Going on from a model: train --init.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/drives.hpp"
#include "lstmtrain/model.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace fs = std::filesystem;

namespace {

// A folder with the run that the tests start from.
const fs::path& base() {
  static const TempDir folder;
  static const fs::path path = [] {
    const auto out = folder / "base";
    const Finished made = run(quick_on_drives() + set("MAX_EPOCHS=30") + Args{"--out", out});
    if (made.status != 0) throw std::runtime_error("training failed: " + made.err);
    return fs::path(out);
  }();
  return path;
}

Args from_base() { return {"--init", base() / "best.safetensors"}; }

double val_rmse(const fs::path& run) {
  return nlohmann::json::parse(read_file(run / "results.json"))["val"]["rmse"];
}

}  // namespace

TEST_CASE("cli.init: training starts where the model stands") {
  const TempDir dir;
  const Finished finished =
      run(quick_on_drives() + from_base() + set("INITIAL_LR=1e-9") + Args{"--out", dir / "run"});
  INFO(finished.err);
  REQUIRE(finished.status == 0);
  CHECK(val_rmse(dir / "run") == Approx(val_rmse(base())).epsilon(1e-3));
  REQUIRE(run(quick_on_drives() + Args{"--out", dir / "afresh"}).status == 0);
  CHECK(val_rmse(dir / "afresh") > 1.5 * val_rmse(base()));
}

TEST_CASE("cli.init: the model's scaler is kept, or fitted anew when that is asked for") {
  const TempDir dir;
  const Args other = quick() + Args{"--train", drives() / "val", "--val", drives() / "test"};
  REQUIRE(run(other + from_base() + Args{"--out", dir / "kept"}).status == 0);
  REQUIRE(run(other + from_base() + Args{"--refit-scaler", "--out", dir / "anew"}).status == 0);
  REQUIRE(run(other + Args{"--out", dir / "afresh"}).status == 0);
  const auto scale = [](const fs::path& run) {
    return load_model(run / "best.safetensors").scaler.scale;
  };
  CHECK(scale(dir / "kept") == scale(base()));
  CHECK(scale(dir / "anew") == scale(dir / "afresh"));
  CHECK(scale(dir / "anew") != scale(base()));
}

TEST_CASE("cli.init: another shape, other columns or no model are refused by name") {
  const TempDir dir;
  const Args out = {"--out", dir / "run"};
  check_refused(run(quick_on_drives() + from_base() + set("RNN_LAYER_SIZES=7") + out), 78,
                {"best.safetensors", "LSTM 6", "LSTM 7"});
  check_refused(
      run(quick_on_drives() + from_base() + set("FEATURE_COLUMNS=SOC,Current,Temperature") + out),
      78, {"features", "Current, Temperature, SOC"});
  check_refused(run(quick_on_drives() + Args{"--init", dir / "none"} + out), 66, {"none"});
  write_file(dir / "broken", "x");
  check_refused(run(quick_on_drives() + Args{"--init", dir / "broken"} + out), 65, {"broken"});
}

TEST_CASE("cli.init: the key works like the flag, and --resume needs neither") {
  const TempDir dir;
  fs::copy(base() / "best.safetensors", dir / "start.safetensors");
  write_file(dir / "hp.json", R"({"INIT_MODEL": "start.safetensors"})");
  const Args longer = quick_on_drives() + set("MAX_EPOCHS=800") + set("VALID_PATIENCE=10000");
  REQUIRE(run(longer + from_base() + Args{"--out", dir / "flag"}).status == 0);
  Process process(longer + Args{"--hyperparams", dir / "hp.json", "--out", dir / "key"}, {}, "",
                  "/");
  REQUIRE(process.wait_for([&] { return contains(process.err(), "epoch 3/"); }));
  process.signal(SIGTERM);
  process.wait();
  const Finished resumed = run({"--resume", "--out", dir / "key"});
  INFO(resumed.err);
  REQUIRE(resumed.status == 0);
  CHECK(read_file(dir / "key/best.safetensors") == read_file(dir / "flag/best.safetensors"));
}
