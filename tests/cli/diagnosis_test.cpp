// lr-find and find-bad-batch: what they find in a few simulated drives.
#include <nlohmann/json.hpp>

#include "cli/drives.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

TEST_CASE("cli.lr_find: a table with verdicts, a sweep, a recommendation that is applied") {
  const TempDir dir;
  write_file(dir / "hp.json",
             "{\"FEATURE_COLUMNS\": [\"Current\", \"Temperature\", \"SOC\"], \"TRAINING_METHOD\": "
             "\"Stream\",\n \"LAYERS\": \"1\", \"HIDDEN_UNITS\": \"6\", \"BATCH_SIZE\": 4, "
             "\"TBPTT_STEPS\": 50, \"INITIAL_LR\": \"0.5\"}");
  const Args find = {"lr-find", "--hyperparams", dir / "hp.json",  "--data",
                     drives(),  "--rates",       "1e-6,1e-2,1e30", "--steps",
                     "60",      "--set",         "CLIP_MAX_NORM=0"};
  const Finished found = run(find + Args{"--apply", dir / "hp.json"});
  INFO(found.err);
  REQUIRE(found.status == 0);
  for (const char* part : {"too slow", "best", "explodes", "largest gradient norm",
                           "sweep:", "recommended: INITIAL_LR 0.01"})
    CHECK(contains(found.out, part));
  const auto applied = nlohmann::json::parse(read_file(dir / "hp.json"));
  CHECK(applied["INITIAL_LR"] == 0.01);
  CHECK(applied["HIDDEN_UNITS"] == "6");

  const Finished json = run(find + Args{"--json", "--threads", "2"});
  const auto object = nlohmann::json::parse(json.out);
  CHECK(object["recommended"] == 0.01);
  REQUIRE(object["rates"].size() == 3);
  CHECK(object["rates"][0]["verdict"] == "too slow");
  CHECK(object["rates"][2]["finite"] == false);
  CHECK(object["rates"][1]["tensors"].size() == 6);
  CHECK(object["sweep"].size() > 10);
  CHECK(json.out == run(find + Args{"--json", "--threads", "1"}).out);
}

TEST_CASE("cli.lr_find: no rate that trains is exit 10, a rate that is none is a usage error") {
  const Args find = Args{"lr-find"} + quick_on_drives();
  CHECK(run(find + Args{"--rates", "1e30", "--steps", "20", "--set", "CLIP_MAX_NORM=0"}).status ==
        10);
  check_refused(run(find + Args{"--rates", "1e-3,fast"}), 64, {"--rates", "fast", "Hint:"});
}

TEST_CASE(
    "cli.lr_find: no better than the mean is no recommendation; the data says what else it is") {
  const TempDir dir;
  const Args far = Args{"lr-find", "--data", drives(), "--rates", "1e-3,1e-2", "--steps", "60"} +
                   set("DERIVED_COLUMNS={\"Charge\":\"Current*4321\"}") +
                   set("FEATURE_COLUMNS=Charge,Temperature,SOC") + set("LOOKBACK=40") +
                   set("WINDOW_STRIDE=5") + set("RNN_LAYER_SIZES=8") + set("BATCH_SIZE=32") +
                   set("NORMALIZATION=none") + set("OPTIMIZER_TYPE=SGD");
  const Finished found = run(far + Args{"--apply", dir / "hp.json"});
  INFO(found.out << found.err);
  CHECK(found.status == 0);
  CHECK(contains(found.out, "no recommendation: nothing was learned at any rate"));
  CHECK(contains(found.out, "features of mixed scale are fed unscaled"));
  CHECK(contains(found.err, "nothing was written into"));
  CHECK_FALSE(std::filesystem::exists(dir / "hp.json"));
  const auto object = nlohmann::json::parse(run(far + Args{"--json"}).out);
  CHECK(object["learned"] == false);
  CHECK(object["recommended"].is_null());
  CHECK(object["causes"].size() >= 2);
  CHECK(object["mean_loss"].get<double>() > 0);
}

TEST_CASE("cli.lr_find: a best rate at an end of the table extends it, and that is said") {
  const Args low = Args{"lr-find"} + quick_on_drives() + set("NORMALIZATION=zscore") +
                   Args{"--rates", "1e-4,3e-4", "--steps", "60"};
  const Finished found = run(low);
  INFO(found.out << found.err);
  CHECK(found.status == 0);
  CHECK(contains(found.out, "so these were added: 0.001"));
  const auto object = nlohmann::json::parse(run(low + Args{"--json"}).out);
  CHECK(object["learned"] == true);
  CHECK(object["recommended"].get<double>() > 3e-4);
  CHECK(object["rates"].size() == 2 + object["added_rates"].size());
  CHECK(object["rates"].back()["verdict"] != "best");
}

TEST_CASE("cli.find_bad_batch: a cell that is not finite, and one far out, with file and line") {
  const TempDir dir;
  const auto source = *std::filesystem::directory_iterator(drives() / "train");
  std::istringstream in(read_file(source.path()));
  std::string text, line;
  for (int number = 1; std::getline(in, line); ++number) {
    const auto cell = line.find(',') + 1, end = line.find(',', cell);
    if (number == 120) line.replace(cell, end - cell, "inf");
    if (number == 280) line.replace(cell, end - cell, "77785");
    text += line + "\n";
  }
  write_file(dir / "poisoned.csv", text);
  const Args find = Args{"find-bad-batch"} + quick() + Args{"--data", dir / "poisoned.csv"};
  const Finished found = run(find);
  check_refused(
      found, 65,
      {"poisoned.csv:120: non-finite input, first: ", "column \"Current\" = inf", "Hint:"});
  CHECK(contains(found.out, "line 120, \"Current\" = inf"));
  CHECK(contains(found.out, "line 280, \"Current\" = 77785"));
  CHECK(contains(found.out, "2 bad windows"));
  const auto object = nlohmann::json::parse(run(find + Args{"--json"}).out);
  REQUIRE(object["bad"].size() == 2);
  CHECK(object["bad"][0]["what"] == "non-finite input");
  CHECK(object["bad"][0]["line"] == 120);
  CHECK(contains(object["bad"][0]["first"], "column \"Current\" = inf"));
  CHECK(contains(object["bad"][0]["where"], "poisoned.csv:120"));
  CHECK_FALSE(object["bad"][1].contains("first"));
  CHECK(object["bad"][1]["value"] == 77785);

  const Finished clean = run(Args{"find-bad-batch"} + quick() + Args{"--data", drives() / "train"});
  CHECK(clean.status == 0);
  CHECK(contains(clean.out, "no bad window among"));
}

TEST_CASE("cli.find_bad_batch: through a trained model, its own settings and scaler") {
  const TempDir dir;
  REQUIRE(run(quick_on_drives() + Args{"--out", dir / "r"}).status == 0);
  const Finished found = run({"find-bad-batch", "--model", dir / "r/best.safetensors", "--data",
                              drives() / "train", "--rows", "40"});
  CHECK(found.status == 0);
  CHECK(contains(found.out, "of 40 rows"));
  check_refused(run({"find-bad-batch", "--model", dir / "r/best.safetensors"}), 64,
                {"--data", "Hint:"});
}
