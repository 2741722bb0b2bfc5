// The folder of a run while it trains: renamed, removed, without a lock, with a planted pipe.
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <set>

#include "cli/drives.hpp"
#include "files/checkpoint_store.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace fs = std::filesystem;

namespace {

// So long that a folder can be moved below it.
Args endless() {
  return quick_on_drives() + set("MAX_EPOCHS=2000000") + set("VALID_PATIENCE=2000000") +
         set("CHECKPOINT_EVERY_SECONDS=0.05");
}

bool has_checkpoint(const fs::path& run) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(run, error))
    if (files::CheckpointStore::is_checkpoint(entry.path().filename().string())) return true;
  return false;
}

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder))
    names.insert(entry.path().filename().string());
  return names;
}

void remove_while_written(const fs::path& folder) {
  for (std::error_code error; fs::exists(folder);) fs::remove_all(folder, error);
}

}  // namespace

TEST_CASE("cli.folder: renamed while it trains, a run goes on in it and touches no other there") {
  const TempDir dir;
  Process first(endless() + Args{"--out", dir / "run"});
  REQUIRE(first.wait_for([&] { return has_checkpoint(dir / "run"); }));
  fs::rename(dir / "run", dir / "moved");
  Process second(endless() + set("SEED=7") + Args{"--out", dir / "run"});
  REQUIRE(second.wait_for([&] { return has_checkpoint(dir / "run"); }));
  REQUIRE(first.wait_for([&] { return contains(first.err(), "was renamed while it trains"); }));
  first.signal(SIGTERM);
  const Finished moved = first.wait();
  INFO(moved.err);
  CHECK(moved.status == 128 + SIGTERM);
  CHECK(contains(moved.out, "lstmtrain --resume --out " + (dir / "moved").string()));
  CHECK(contains(read_file(dir / "moved/resolved.json"), "\"SEED\": 2000"));
  CHECK(contains(read_file(dir / "run/resolved.json"), "\"SEED\": 7"));
  CHECK(fs::exists(dir / "moved/best.safetensors"));
  second.signal(SIGTERM);
  second.wait();
  // Both go on from what is theirs.
  for (const char* name : {"moved", "run"}) {
    const Finished resumed = run(Args{"--resume", "--out", dir / name, "--dry-run"});
    INFO(resumed.err);
    CHECK(resumed.status == 0);
  }
}

TEST_CASE("cli.folder: removed while it trains, it is made again, and a model is never lost") {
  const TempDir dir;
  Process process(endless() + Args{"--out", dir / "run"});
  REQUIRE(process.wait_for([&] { return has_checkpoint(dir / "run"); }));
  fs::rename(dir / "run", dir / "gone");
  remove_while_written(dir / "gone");
  REQUIRE(process.wait_for([&] { return has_checkpoint(dir / "run"); }));
  process.signal(SIGTERM);
  const Finished ended = process.wait();
  INFO(ended.err);
  CHECK(ended.status == 128 + SIGTERM);
  CHECK(contains(ended.err, "was removed while it trains"));
  CHECK(run({"--resume", "--out", dir / "run", "--dry-run"}).status == 0);
  CHECK(fs::exists(dir / "run/best.safetensors"));
}

TEST_CASE("cli.folder: where it cannot be made again the model is saved beside it") {
  const TempDir dir;
  Process process(endless() + Args{"--out", dir / "run"});
  REQUIRE(process.wait_for([&] { return has_checkpoint(dir / "run"); }));
  fs::rename(dir / "run", dir / "gone");
  write_file(dir / "run", "another's");
  remove_while_written(dir / "gone");
  REQUIRE(process.wait_for([&] { return contains(process.err(), "cannot be made again"); }));
  process.signal(SIGTERM);
  const Finished ended = process.wait();
  INFO(ended.err);
  CHECK(ended.status == 74);
  CHECK(contains(ended.err, "the trained model was not saved"));
  CHECK(read_file(dir / "run") == "another's");
  bool saved = false;
  for (const std::string& name : names_in(dir.path()))
    saved = saved || (name.starts_with("run-") && name.ends_with(".best.safetensors") &&
                      contains(ended.err, "It is in " + (dir / name).string()));
  CHECK(saved);
}

TEST_CASE("cli.folder: a planted pipe or link is never waited on, nor written through") {
  const TempDir dir;
  fs::create_directory(dir / "run");
  REQUIRE(mkfifo((dir / "run/metrics.csv").c_str(), 0600) == 0);
  write_file(dir / "precious", "mine");
  for (const char* name : {"metrics.jsonl", "best.safetensors", "results.json", "report.html"})
    fs::create_symlink(dir / "precious", dir / "run" / name);
  const Finished refused = run(quick_on_drives() + Args{"--out", dir / "run"});
  CHECK(refused.status == 73);
  const Finished forced = run(quick_on_drives() + Args{"--out", dir / "run", "--force"});
  INFO(forced.err);
  CHECK(forced.status == 0);
  CHECK(read_file(dir / "precious") == "mine");
  fs::remove(dir / "run/metrics.csv");
  fs::remove(dir / "run/metrics.jsonl");
  REQUIRE(mkfifo((dir / "run/metrics.csv").c_str(), 0600) == 0);
  fs::create_symlink(dir / "precious", dir / "run/metrics.jsonl");
  const Finished longer = run(Args{"--out", dir / "run", "--resume"} + set("MAX_EPOCHS=4"));
  INFO(longer.err);
  CHECK(longer.status == 0);
  CHECK(read_file(dir / "precious") == "mine");
}

TEST_CASE("cli.folder: a sweep that is renamed goes on in its folder, the runs to come among it") {
  const TempDir dir;
  Process sweep(quick_on_drives() + set("INITIAL_LR=0.001,0.002,0.003") + set("MAX_EPOCHS=400") +
                set("VALID_PATIENCE=1000") + set("CHECKPOINT_EVERY_SECONDS=0.02") +
                Args{"--threads", "1", "--out", dir / "sweep"});
  REQUIRE(sweep.wait_for([&] {
    std::error_code error;
    for (const auto& run : fs::directory_iterator(dir / "sweep/runs", error))
      if (has_checkpoint(run.path())) return true;
    return false;
  }));
  fs::rename(dir / "sweep", dir / "moved");
  const Finished ended = sweep.wait();
  INFO(ended.err);
  CHECK(ended.status == 0);
  CHECK_FALSE(fs::exists(dir / "sweep"));
  CHECK(count_lines(read_file(dir / "moved/summary.csv")) == 4);
  CHECK(fs::exists(dir / "moved/best.safetensors"));
  CHECK(names_in(dir / "moved/runs").size() == 3);
}
