// Several runs of one command.
#include <filesystem>
#include <map>

#include "cli/drives.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace fs = std::filesystem;

namespace {

std::vector<std::string> runs_in(const fs::path& out) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(out / "runs"))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> lines_of(const fs::path& path) {
  std::vector<std::string> lines;
  std::istringstream in(read_file(path));
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// The models of all runs, by name.
std::map<std::string, std::string> models_of(const fs::path& out) {
  std::map<std::string, std::string> models;
  for (const std::string& name : runs_in(out))
    models[name] = read_file(out / "runs" / name / "best.safetensors");
  return models;
}

}  // namespace

TEST_CASE("cli.sweep: a grid runs every combination, ranks them, and keeps the best model") {
  const TempDir dir;
  const Finished finished = run(quick_on_drives() + set("RNN_LAYER_SIZES=6;8,4") +
                                set("INITIAL_LR=0.01,0.0001") + Args{"--out", dir / "grid"});
  INFO(finished.err);
  REQUIRE(finished.status == 0);
  CHECK(runs_in(dir / "grid") ==
        std::vector<std::string>{"001_RNN_LAYER_SIZES-6_INITIAL_LR-0.01",
                                 "002_RNN_LAYER_SIZES-6_INITIAL_LR-0.0001",
                                 "003_RNN_LAYER_SIZES-8-4_INITIAL_LR-0.01",
                                 "004_RNN_LAYER_SIZES-8-4_INITIAL_LR-0.0001"});
  const auto rows = lines_of(dir / "grid/summary.csv");
  REQUIRE(rows.size() == 5);
  CHECK(rows[0].rfind("rank,run,RNN_LAYER_SIZES,INITIAL_LR,val_rmse_mV,test_rmse_mV,", 0) == 0);
  CHECK(contains(rows[1], "INITIAL_LR-0.01,"));
  const std::string best = rows[1].substr(2, rows[1].find(',', 2) - 2);
  CHECK(read_file(dir / "grid/best.safetensors") ==
        read_file(dir / "grid/runs" / best / "best.safetensors"));
  CHECK(contains(last_line(finished.out), best));
}

TEST_CASE("cli.sweep: a run of a grid and the same run alone give the same bytes") {
  const TempDir dir;
  REQUIRE(run(quick_on_drives() + set("BATCH_SIZE=4,6") + set("REPETITIONS=2") +
              Args{"--out", dir / "grid"})
              .status == 0);
  REQUIRE(
      run(quick_on_drives() + set("BATCH_SIZE=6") + set("SEED=2001") + Args{"--out", dir / "alone"})
          .status == 0);
  CHECK(read_file(dir / "grid/runs/004_BATCH_SIZE-6_SEED-2001/best.safetensors") ==
        read_file(dir / "alone/best.safetensors"));
}

TEST_CASE("cli.sweep: repetitions report mean, deviation and best") {
  const TempDir dir;
  const Finished finished =
      run(quick_on_drives() + set("REPETITIONS=3") + Args{"--out", dir / "run"});
  INFO(finished.err);
  REQUIRE(finished.status == 0);
  const auto rows = lines_of(dir / "run/repetitions.csv");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].rfind("runs,failed,val_rmse_mean_mV,val_rmse_deviation_mV,val_rmse_best_mV", 0) ==
        0);
  CHECK(rows[1].rfind("3,0,", 0) == 0);
  const auto models = models_of(dir / "run");
  REQUIRE(models.size() == 3);
  CHECK(models.at("001_SEED-2000") != models.at("002_SEED-2001"));
}

TEST_CASE("cli.sweep: a search draws what the seed says, and bad trials end early") {
  const TempDir dir;
  const Args search = quick_on_drives() + set("INITIAL_LR=[1e-6,1e-2]") +
                      set("RNN_LAYER_SIZES=[[4],[8]]") + set("TRIALS=12") + set("MAX_EPOCHS=12");
  for (const char* threads : {"1", "2"}) {
    const Finished finished = run(search + Args{"--out", dir / threads, "--threads", threads});
    INFO(finished.err);
    REQUIRE(finished.status == 0);
  }
  CHECK(models_of(dir / "1") == models_of(dir / "2"));
  CHECK(models_of(dir / "1").size() == 12);
  const std::string summary = read_file(dir / "1/summary.csv");
  CHECK(contains(summary, ",pruned,"));
  CHECK(contains(summary, ",max_epochs,"));
}

TEST_CASE("cli.sweep: a run that diverges or cannot start is a row with its reason") {
  const TempDir dir;
  const Finished finished =
      run(quick_on_drives() + set("TRAINING_METHOD=Sequence-to-Sequence") +
          set("LOOKBACK=20,5000") + set("TBPTT_STEPS=20") + Args{"--out", dir / "a"});
  INFO(finished.err);
  CHECK(finished.status == 0);
  CHECK(contains(lines_of(dir / "a/summary.csv")[2], ",error,"));
  CHECK(contains(lines_of(dir / "a/summary.csv")[2], "LOOKBACK"));
  const Finished wild = run(quick_on_drives() + set("INITIAL_LR=1e30,0.001") +
                            set("CLIP_MAX_NORM=0") + Args{"--out", dir / "b"});
  INFO(wild.err);
  CHECK(wild.status == 0);
  CHECK(contains(lines_of(dir / "b/summary.csv")[2], ",diverged,"));
}

TEST_CASE("cli.sweep: killed at any moment and resumed, a sweep ends in the same bytes") {
  const TempDir dir;
  const Args sweep = quick_on_drives() + set("BATCH_SIZE=4,6") + set("REPETITIONS=2") +
                     set("MAX_EPOCHS=60") + set("VALID_PATIENCE=1000") +
                     set("CHECKPOINT_EVERY_SECONDS=0.02");
  REQUIRE(run(sweep + Args{"--out", dir / "whole"}).status == 0);
  for (int kill = 0; kill < 6; ++kill) {
    Process process(sweep + Args{"--out", dir / "killed", "--resume"});
    process.wait_for([] { return false; }, 0.05 + 0.03 * kill);
    process.signal(kill % 2 == 0 ? SIGKILL : SIGTERM);
    process.wait();
  }
  const Finished finished = run(sweep + Args{"--out", dir / "killed", "--resume"});
  INFO(finished.err);
  REQUIRE(finished.status == 0);
  CHECK(models_of(dir / "killed") == models_of(dir / "whole"));

  const auto before = files_of(dir / "killed");
  const Finished again = run({"--resume", "--out", dir / "killed"});
  INFO(again.err);
  CHECK(again.status == 0);
  CHECK(files_of(dir / "killed") == before);
  check_refused(run(Args{"--resume", "--out", dir / "killed"} + set("BATCH_SIZE=4,8")), 78,
                {"none of this sweep's runs"});
}

TEST_CASE("cli.sweep: a dry run lists the runs and writes nothing; --force replaces a sweep") {
  const TempDir dir;
  const Args grid = quick_on_drives() + set("BATCH_SIZE=4,6") + Args{"--out", dir / "grid"};
  const Finished planned = run(grid + Args{"--dry-run"});
  CHECK(planned.status == 0);
  CHECK(contains(planned.out, "001_BATCH_SIZE-4\n002_BATCH_SIZE-6\n"));
  CHECK_FALSE(fs::exists(dir / "grid"));
  REQUIRE(run(grid).status == 0);
  check_refused(run(grid), 73, {"--resume", "--force"});
  REQUIRE(run(quick_on_drives() + set("BATCH_SIZE=5,7") + Args{"--out", dir / "grid", "--force"})
              .status == 0);
  CHECK(runs_in(dir / "grid") == std::vector<std::string>{"001_BATCH_SIZE-5", "002_BATCH_SIZE-7"});
}
