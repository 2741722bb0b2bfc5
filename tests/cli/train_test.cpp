#include <nlohmann/json.hpp>

#include "cli/drives.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;
using nlohmann::json;

namespace fs = std::filesystem;

namespace {

Finished train_into(const fs::path& out, const Args& more = {}) {
  return run(quick_on_drives() + Args{"--out", out} + more);
}

json results_of(const fs::path& out) { return json::parse(read_file(out / "results.json")); }

}  // namespace

TEST_CASE("cli.train: a run leaves every file that it promises") {
  const TempDir dir;
  const Finished finished = train_into(dir / "run");
  INFO(finished.err);
  REQUIRE(finished.status == 0);
  for (const char* name :
       {"resolved.json", "best.safetensors", "metrics.csv", "metrics.jsonl", "results.json"}) {
    CHECK(fs::exists(dir / "run" / name));
  }
  const json results = results_of(dir / "run");
  CHECK(results["target"] == "Voltage");
  CHECK(results["unit"] == "mV");
  CHECK(results["epochs"] == 2);
  CHECK(results["test"]["rmse"] > 0);
  REQUIRE(results["test"]["files"].size() == 2);
  for (const json& file : results["test"]["files"]) {
    const std::string path = file["predictions"];
    const std::string csv = read_file(dir / "run" / path);
    CHECK(csv.rfind("time,true,predicted,error\n", 0) == 0);
    CHECK(count_lines(csv) == file["rows"].get<std::size_t>() + 1);
  }
  CHECK(count_lines(read_file(dir / "run/metrics.csv")) == 3);
  CHECK(contains(last_line(finished.out), "test RMSE"));
  CHECK(contains(last_line(finished.out), "mV"));
  CHECK(contains(finished.err, "epoch 2/2 | train "));
  CHECK_FALSE(contains(finished.err, "\r"));
}

TEST_CASE("cli.train: several targets, each with its unit, in every output") {
  const TempDir dir;
  const Args two = set("FEATURE_COLUMNS=Current,Temperature") + set("TARGET_COLUMN=Voltage,SOC") +
                   set("TARGET_UNIT=V,");
  const Finished finished = train_into(dir / "run", two);
  INFO(finished.err);
  REQUIRE(finished.status == 0);
  const json results = results_of(dir / "run");
  REQUIRE(results["targets"].size() == 2);
  CHECK(results["unit"] == "V");
  CHECK(results["targets"][0]["unit"] == "V");
  CHECK(results["targets"][1]["target"] == "SOC");
  CHECK(results["targets"][1]["unit"] == "%");
  CHECK(results["targets"][1]["test"]["files"].size() == 2);
  const std::string path = results["test"]["files"][0]["predictions"];
  CHECK(read_file(dir / "run" / path)
            .rfind("time,true_Voltage,predicted_Voltage,error_Voltage,true_SOC,predicted_SOC,"
                   "error_SOC\n",
                   0) == 0);
  for (const char* what : {"RMSE V", "RMSE %"}) CHECK(contains(finished.out, what));
  const std::string line = last_line(finished.out);
  CHECK((contains(line, " V (Voltage), ") && contains(line, " % (SOC, 2 files, ")));
  CHECK(contains(finished.err, "several targets: the loss over all of them"));

  const Finished tested =
      run({"test", "--json", "--model", dir / "run/best.safetensors", "--data", drives() / "test"});
  REQUIRE(tested.status == 0);
  const json again = json::parse(tested.out);
  REQUIRE(again["targets"].size() == 2);
  for (std::size_t k = 0; k < 2; ++k)
    CHECK(again["targets"][k]["rmse"] == results["targets"][k]["test"]["rmse"]);
}

TEST_CASE("cli.train: validation in results.json is that of the best epoch") {
  const TempDir dir;
  REQUIRE(train_into(dir / "run").status == 0);
  double best = 1e300;
  std::istringstream in(read_file(dir / "run/metrics.jsonl"));
  for (std::string line; std::getline(in, line);) {
    const json event = json::parse(line);
    if (event["event"] == "epoch") best = std::min(best, event["val_rmse"].get<double>());
  }
  CHECK(results_of(dir / "run")["val"]["rmse"].get<double>() == Approx(best).epsilon(1e-6));
}

TEST_CASE("cli.train: the resolved settings give the identical model again") {
  const TempDir dir;
  REQUIRE(train_into(dir / "first").status == 0);
  const Finished again =
      run({"--hyperparams", dir / "first/resolved.json", "--out", dir / "second"});
  INFO(again.err);
  REQUIRE(again.status == 0);
  CHECK(read_file(dir / "first/best.safetensors") == read_file(dir / "second/best.safetensors"));
}

TEST_CASE("cli.train: threads change no byte of the model, a seed does") {
  const TempDir dir;
  REQUIRE(train_into(dir / "one", {"--threads", "1"}).status == 0);
  REQUIRE(train_into(dir / "two", {"--threads", "2"}).status == 0);
  REQUIRE(train_into(dir / "seed", {"--seed", "1"}).status == 0);
  CHECK(read_file(dir / "one/best.safetensors") == read_file(dir / "two/best.safetensors"));
  CHECK(read_file(dir / "one/best.safetensors") != read_file(dir / "seed/best.safetensors"));
  CHECK(results_of(dir / "seed")["seed"] == 1);
}

TEST_CASE("cli.train: an earlier run is replaced with --force only") {
  const TempDir dir;
  REQUIRE(train_into(dir / "run").status == 0);
  const std::string before = read_file(dir / "run/best.safetensors");
  write_file(dir / "run/notes.txt", "mine");
  check_refused(train_into(dir / "run", {"--seed", "1"}), 73, {"--force"});
  CHECK(read_file(dir / "run/best.safetensors") == before);
  CHECK(train_into(dir / "run", {"--seed", "1", "--force"}).status == 0);
  CHECK(read_file(dir / "run/best.safetensors") != before);
  CHECK(read_file(dir / "run/notes.txt") == "mine");
}

TEST_CASE("cli.train: bad data keeps the earlier run even with --force") {
  const TempDir dir;
  REQUIRE(train_into(dir / "run").status == 0);
  const std::string before = read_file(dir / "run/best.safetensors");
  write_file(dir / "bad.csv", "");
  CHECK(run(quick() + Args{"--train", dir / "bad.csv", "--out", dir / "run", "--force"}).status ==
        65);
  CHECK(read_file(dir / "run/best.safetensors") == before);
}

TEST_CASE("cli.train: an output that cannot be written is refused before training") {
  const TempDir dir;
  write_file(dir / "file", "kept");
  check_refused(train_into(dir / "file"), 73, {"file"});
  check_refused(train_into(dir / "file/run"), 73, {"file/run"});
  check_refused(train_into("/proc/lstmtrain"), 73, {"/proc/lstmtrain"});
  CHECK(read_file(dir / "file") == "kept");
}

TEST_CASE("cli.train: the start says what is trained, how, until when, and how long it will take") {
  const TempDir dir;
  const Finished finished = run(quick_on_drives() + set("SCHEDULER_TYPE=StepLR") +
                                set("LR_PARAM=0.5") + set("LR_PERIOD=4") + set("WARMUP_STEPS=7") +
                                set("VALID_FREQUENCY=2") + set("CLIP_MAX_NORM=0") +
                                set("MAX_TRAINING_TIME_SECONDS=5400") + Args{"--out", dir / "run"});
  INFO(finished.err);
  REQUIRE(finished.status == 0);
  for (const char* what :
       {"\nmodel        LSTM ", "(checked, all finite)", "\nepoch        ", "\noptimiser    ",
        "no clip", "\nschedule     StepLR x 0.5 every 4 epochs, warm-up of 7 updates\n",
        "\nvalidation   every 2 epochs; predicting the mean gives ", " mV\n",
        "\nends after   2 epochs, or over ", "or 1 h 30 min\n", "\nprotections  ",
        "\n             OFF: CLIP_MAX_NORM 0\n", "\nabout ", " an epoch, at most ",
        " for 2 epochs; patience may end it sooner\n"})
    CHECK(contains(finished.err, what));
  CHECK(finished.err.find("\nabout ") < finished.err.find("\nepoch 1/2 | train "));
  CHECK(contains(last_line(finished.err), " an epoch | patience "));

  const std::size_t begin = finished.err.find("\nmodel ") + 1;
  std::istringstream start(finished.err.substr(begin, finished.err.find("\nepoch 1/2") - begin));
  for (std::string line; std::getline(start, line);) CHECK(line.size() <= 80);
}

TEST_CASE("cli.train: a time limit below the estimate is said as what ends the run") {
  const TempDir dir;
  const Finished finished = run(quick_on_drives() + set("MAX_EPOCHS=1000000") +
                                set("MAX_TRAINING_TIME_SECONDS=1") + Args{"--out", dir / "run"});
  REQUIRE(finished.status == 0);
  CHECK(contains(finished.err, " (the time limit, of "));
}

TEST_CASE("cli.train: a dry run states the sizes and creates nothing") {
  const TempDir dir;
  const Finished finished = train_into(dir / "run", {"--dry-run"});
  INFO(finished.err);
  CHECK(finished.status == 0);
  for (const char* what : {"updates an epoch: ", "parameters: ", "peak memory: ", "time: about "}) {
    CHECK(contains(finished.out, what));
  }
  CHECK_FALSE(fs::exists(dir / "run"));
}

TEST_CASE("cli.train: a dry run tells of a folder that could not be made, and leaves nothing") {
  const TempDir dir;
  check_refused(train_into("/proc/lstmtrain", {"--dry-run"}), 73, {"/proc", "Hint:"});
  write_file(dir / "file", "kept");
  check_refused(train_into(dir / "file/run", {"--dry-run"}), 73, {"file", "Hint:"});
  CHECK(train_into(dir / "a/b/run", {"--dry-run"}).status == 0);
  CHECK_FALSE(fs::exists(dir / "a"));
  CHECK(std::distance(fs::directory_iterator(dir.path()), {}) == 1);
}

TEST_CASE("cli.train: quiet prints the result line and nothing else") {
  const TempDir dir;
  const Finished finished = train_into(dir / "run", {"--quiet"});
  CHECK(finished.status == 0);
  CHECK(finished.err.empty());
  CHECK(count_lines(finished.out) == 1);
  CHECK(contains(finished.out, "test RMSE"));
}

TEST_CASE("cli.train: without a test set, test is null and the result is validation's") {
  const TempDir dir;
  const Finished finished =
      run(quick() + Args{"--train", drives() / "train", "--out", dir / "run"});
  INFO(finished.err);
  REQUIRE(finished.status == 0);
  CHECK(results_of(dir / "run")["test"].is_null());
  CHECK(contains(last_line(finished.out), "validation RMSE"));
  CHECK_FALSE(fs::exists(dir / "run/predictions"));
}

TEST_CASE("cli.train: the data paths of the file are relative to it") {
  const TempDir dir;
  fs::create_directories(dir / "here");
  fs::copy(drives(), dir / "here/drives", fs::copy_options::recursive);
  write_file(dir / "here/hp.json",
             R"({"TRAIN_DATA": ["drives/train"], "VAL_DATA": ["drives/val"]})");
  const Finished finished =
      run(quick() + Args{"--hyperparams", dir / "here/hp.json", "--out", dir / "run"}, {}, "", "/");
  INFO(finished.err);
  CHECK(finished.status == 0);
}

TEST_CASE("cli.train: a second signal ends at once") {
  const TempDir dir;
  // One step takes seconds: the first signal waits for its end.
  Process process(quick_on_drives() + Args{"--out", dir / "run"} + set("MAX_EPOCHS=100000") +
                  set("RNN_LAYER_SIZES=600,600,600") + set("TBPTT_STEPS=400"));
  REQUIRE(process.wait_for([&] { return contains(process.err(), "protections"); }));
  process.signal(SIGINT);
  REQUIRE(process.wait_for([&] { return contains(process.err(), "once more ends at once"); }));
  process.signal(SIGINT);
  const auto begin = std::chrono::steady_clock::now();
  CHECK(process.wait().status == 128 + SIGINT);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(1));
}

TEST_CASE("cli.train: a model that cannot be saved at the end is an I/O error") {
  const TempDir dir;
  Process process(quick_on_drives() + Args{"--out", dir / "run"} + set("MAX_EPOCHS=100000") +
                  set("VALID_PATIENCE=100000"));
  REQUIRE(process.wait_for([&] { return contains(process.err(), "epoch 3/"); }));
  fs::remove_all(dir / "run");
  write_file(dir / "run", "another's");  // else the folder is made again
  process.signal(SIGINT);
  check_refused(process.wait(), 74, {"was not saved", "best.safetensors", "It is in "});
}

TEST_CASE("cli.train: a reader that goes away does not end the run") {
  const TempDir dir;
  std::string command = std::string(LSTMTRAIN_BINARY);
  for (const std::string& arg : quick_on_drives()) command += " '" + arg + "'";
  command += " --out '" + (dir / "run").string() + "' 2>&1 | true";
  CHECK(std::system(command.c_str()) == 0);
  CHECK(fs::exists(dir / "run/results.json"));
}
