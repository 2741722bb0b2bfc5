// A run that is interrupted, killed or short of disk, and goes on.
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "base/rng.hpp"
#include "cli/drives.hpp"
#include "files/checkpoint_store.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace fs = std::filesystem;

namespace {

// Some 100 epochs in about a second, checkpoints all the time.
Args many_epochs() {
  return checkpointed(100) + set("DROPOUT_PROB=0.1") + set("RNN_LAYER_SIZES=6,5") +
         set("INPUT_NOISE_STD=0.01");
}

// The model and the columns of metrics.csv that are no times.
struct Outcome {
  std::string model, metrics;
  bool operator==(const Outcome&) const = default;
};

Outcome outcome_of(const fs::path& run) {
  Outcome outcome{read_file(run / "best.safetensors"), ""};
  std::istringstream in(read_file(run / "metrics.csv"));
  for (std::string line; std::getline(in, line);) {
    std::size_t end = 0;
    for (int column = 0; column < 10; ++column) end = line.find(',', end) + 1;
    outcome.metrics += line.substr(0, end) + "\n";
  }
  return outcome;
}

std::vector<fs::path> checkpoints_of(const fs::path& run) {
  std::vector<fs::path> checkpoints;
  std::error_code error;  // the folder may not be there yet
  for (const auto& entry : fs::directory_iterator(run, error))
    if (files::CheckpointStore::is_checkpoint(entry.path().filename().string()))
      checkpoints.push_back(entry.path());
  std::sort(checkpoints.begin(), checkpoints.end());
  return checkpoints;
}

}  // namespace

TEST_CASE("cli.resume: killed 20 times at any moment, a run ends in the same bytes") {
  const TempDir dir;
  REQUIRE(run(many_epochs() + Args{"--out", dir / "whole"}).status == 0);
  const Philox rng(7, Purpose::simulate);
  for (std::uint32_t k = 0; k < 20; ++k) {
    Process process(many_epochs() + Args{"--out", dir / "killed", "--resume"});
    process.wait_for([] { return false; }, 0.01 + 0.1 * rng.uniform(k));
    process.signal(SIGKILL);
    const Finished killed = process.wait();
    INFO(killed.err);
    REQUIRE((killed.status == 128 + SIGKILL || killed.status == 0));
  }
  const Finished finished = run(many_epochs() + Args{"--out", dir / "killed", "--resume"});
  INFO(finished.err);
  REQUIRE(finished.status == 0);
  CHECK(outcome_of(dir / "killed") == outcome_of(dir / "whole"));
  for (const auto& entry : fs::directory_iterator(dir / "killed"))
    CHECK(entry.path().extension() != ".tmp");
}

TEST_CASE("cli.resume: killed behind its results, a run gets its report, and nothing else stays") {
  const TempDir dir;
  const fs::path out = dir / "r";
  REQUIRE(run(quick_on_drives() + Args{"--out", out}).status == 0);
  const auto page_before = read_file(out / "report.html");
  fs::remove(out / "report.html");
  std::ofstream(out / ".report.html.0.tmp") << "<html>";
  const Finished mended = run({"--resume", "--out", out});
  INFO(mended.err);
  CHECK(mended.status == 0);
  CHECK(contains(mended.err, "its report was written"));
  CHECK(read_file(out / "report.html") == page_before);
  CHECK_FALSE(fs::exists(out / ".report.html.0.tmp"));
  CHECK(contains(run({"--resume", "--out", out}).err, "nothing is done"));
}

TEST_CASE("cli.resume: after each signal --resume alone goes on to the same bytes") {
  const TempDir dir;
  const Args longer = many_epochs() + set("MAX_EPOCHS=800");  // there is time for the signal
  REQUIRE(run(longer + Args{"--out", dir / "whole"}).status == 0);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGXCPU}) {
    const fs::path out = dir / std::to_string(number);
    Process process(longer + Args{"--out", out});
    REQUIRE(process.wait_for([&] { return contains(process.err(), "epoch 3/"); }));
    process.signal(number);
    const Finished stopped = process.wait();
    INFO(stopped.err);
    CHECK(stopped.status == 128 + number);
    CHECK(contains(stopped.out, "lstmtrain --resume --out " + out.string()));
    CHECK(fs::exists(out / "best.safetensors"));
    CHECK_FALSE(checkpoints_of(out).empty());
    CHECK_FALSE(fs::exists(out / "results.json"));
    const Finished resumed = run({"--resume", "--out", out});
    INFO(resumed.err);
    CHECK(resumed.status == 0);
    CHECK(contains(resumed.err, "resumed: "));
    CHECK(outcome_of(out) == outcome_of(dir / "whole"));
    CHECK(fs::exists(out / "results.json"));
  }
}

TEST_CASE("cli.resume: a training that ignores HUP, as under nohup, goes on; a second HUP waits") {
  const TempDir dir;
  const Args longer = many_epochs() + set("MAX_EPOCHS=800");
  std::signal(SIGHUP, SIG_IGN);
  Process ignoring(longer + Args{"--out", dir / "ignoring"});
  std::signal(SIGHUP, SIG_DFL);
  REQUIRE(ignoring.wait_for([&] { return contains(ignoring.err(), "epoch 3/"); }));
  ignoring.signal(SIGHUP);
  CHECK(ignoring.wait().status == 0);
  Process twice(longer + Args{"--out", dir / "twice"});
  REQUIRE(twice.wait_for([&] { return contains(twice.err(), "epoch 3/"); }));
  twice.signal(SIGHUP);
  twice.signal(SIGHUP);
  CHECK(twice.wait().status == 128 + SIGHUP);
  CHECK(fs::exists(dir / "twice/best.safetensors"));
}

TEST_CASE("cli.resume: a run that has ended is left alone, unless it may train longer") {
  const TempDir dir;
  REQUIRE(run(quick_on_drives() + Args{"--out", dir / "run"}).status == 0);
  const auto before = files_of(dir / "run");
  const Finished again = run({"--resume", "--out", dir / "run"});
  INFO(again.err);
  CHECK(again.status == 0);
  CHECK(contains(again.err, "the run has ended (max_epochs)"));
  CHECK(files_of(dir / "run") == before);

  REQUIRE(run(Args{"--resume", "--out", dir / "run"} + set("MAX_EPOCHS=4")).status == 0);
  REQUIRE(run(quick_on_drives() + set("MAX_EPOCHS=4") + Args{"--out", dir / "longer"}).status == 0);
  CHECK(outcome_of(dir / "run") == outcome_of(dir / "longer"));
}

TEST_CASE("cli.resume: a schedule that ends at MAX_EPOCHS is named, and no higher one advised") {
  const TempDir dir;
  const Args cosine = quick_on_drives() + set("SCHEDULER_TYPE=CosineAnnealingLR");
  REQUIRE(run(cosine + Args{"--out", dir / "run"}).status == 0);
  const Finished ended = run({"--resume", "--out", dir / "run"});
  CHECK(ended.status == 0);
  CHECK(contains(ended.err, "CosineAnnealingLR"));
  CHECK_FALSE(contains(ended.err, "a higher MAX_EPOCHS"));
  const Finished refused = run(Args{"--resume", "--out", dir / "run"} + set("MAX_EPOCHS=400"));
  CHECK(refused.status == 78);
  CHECK(contains(refused.err, "MAX_EPOCHS: the run has"));
  CHECK(contains(refused.err, "SCHEDULER_TYPE CosineAnnealingLR"));
  // What is advised works.
  const std::string model = (dir / "run/best.safetensors").string();
  REQUIRE(contains(ended.err, "--init " + model));
  CHECK(run(cosine + Args{"--init", model, "--out", dir / "next"}).status == 0);
}

TEST_CASE("cli.resume: another setting or other data are refused and change nothing") {
  const TempDir dir;
  REQUIRE(run(quick_on_drives() + Args{"--out", dir / "run"}).status == 0);
  fs::remove(dir / "run/results.json");
  const auto before = files_of(dir / "run");
  const Finished faster = run(Args{"--resume", "--out", dir / "run"} + set("INITIAL_LR=0.1"));
  CHECK(faster.status == 78);
  CHECK(contains(faster.err, "INITIAL_LR: the run has 0.005, got 0.1"));
  fs::copy(drives(), dir / "other", fs::copy_options::recursive);
  write_file(dir / "other/train/more.csv",
             read_file(fs::directory_iterator(dir / "other/train")->path()));
  const Finished other = run({"--resume", "--out", dir / "run", "--data", dir / "other"});
  INFO(other.err);
  CHECK(other.status == 78);
  CHECK(contains(other.err, "more.csv"));
  CHECK(files_of(dir / "run") == before);
}

TEST_CASE("cli.resume: a damaged checkpoint is stepped over; with damaged ones only it is 65") {
  const TempDir dir;
  REQUIRE(run(many_epochs() + Args{"--out", dir / "run"}).status == 0);
  const Outcome whole = outcome_of(dir / "run");
  fs::remove(dir / "run/results.json");
  const std::vector<fs::path> checkpoints = checkpoints_of(dir / "run");
  REQUIRE(checkpoints.size() == 3);
  fs::resize_file(checkpoints.back(), 1000);
  const Finished resumed = run({"--resume", "--out", dir / "run"});
  INFO(resumed.err);
  CHECK(resumed.status == 0);
  CHECK(contains(resumed.err, checkpoints.back().string() + ".corrupt"));
  CHECK(outcome_of(dir / "run") == whole);

  fs::remove(dir / "run/results.json");
  for (const fs::path& path : checkpoints_of(dir / "run")) write_file(path, "x");
  CHECK(run({"--resume", "--out", dir / "run"}).status == 65);
  CHECK(run({"--resume", "--out", dir / "run"}).status == 65);
}

TEST_CASE("cli.resume: without a run, it begins one or says that there is none") {
  const TempDir dir;
  check_refused(run({"--resume", "--out", dir / "none"}), 66, {"no run to go on with"});
  CHECK(run(quick_on_drives() + Args{"--resume", "--out", dir / "new"}).status == 0);
}

TEST_CASE("cli.resume: a second process is kept out, a dead one is no obstacle") {
  const TempDir dir;
  Process process(many_epochs() + set("MAX_EPOCHS=100000") + Args{"--out", dir / "run"});
  REQUIRE(process.wait_for([&] { return !checkpoints_of(dir / "run").empty(); }));
  check_refused(
      run(many_epochs() + set("MAX_EPOCHS=100000") + Args{"--out", dir / "run", "--resume"}), 73,
      {"locked"});
  process.signal(SIGKILL);
  process.wait();
  CHECK(run(many_epochs() + Args{"--out", dir / "run", "--resume"}).status == 0);
}

TEST_CASE("cli.resume: a torn last line of the metrics is repaired") {
  const TempDir dir;
  REQUIRE(run(many_epochs() + Args{"--out", dir / "run"}).status == 0);
  const Outcome whole = outcome_of(dir / "run");
  fs::remove(dir / "run/results.json");
  for (const char* name : {"metrics.csv", "metrics.jsonl"}) {
    const std::string text = read_file(dir / "run" / name);
    write_file(dir / "run" / name, text.substr(0, text.size() - 20));
  }
  REQUIRE(run(Args{"--resume", "--out", dir / "run"} + set("MAX_EPOCHS=101")).status == 0);
  std::istringstream in(read_file(dir / "run/metrics.jsonl"));
  for (std::string line; std::getline(in, line);) CHECK(nlohmann::json::accept(line));
  const std::string metrics = outcome_of(dir / "run").metrics;
  CHECK(contains(metrics, "\n98,"));
  CHECK(contains(metrics, "\n101,"));
}
