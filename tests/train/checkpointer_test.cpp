// When a checkpoint is due, and what a disk that refuses one does to that.
#include "train/checkpointer.hpp"

#include <chrono>
#include <filesystem>
#include <thread>

#include "lstmtrain/error.hpp"
#include "support/catch.hpp"
#include "support/refusal.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

struct Warnings : Reporter {
  std::vector<std::string> lines;
  void warning(const std::string& line) override { lines.push_back(line); }
};

Hyperparams every(double seconds) {
  Hyperparams hp;
  hp.checkpoint_every_seconds = seconds;
  return hp;
}

FitOptions into(const TempDir& dir) {
  FitOptions options;
  options.checkpoints = dir.path();
  return options;
}

void sleep_for(double seconds) {
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

void succeed(files::CheckpointStore&) {}
void fail(files::CheckpointStore&) { throw Error(ErrorCode::io, "the disk: is full."); }

}  // namespace

TEST_CASE("train.checkpointer: due after the interval, and as soon as an epoch was the best") {
  const TempDir dir;
  FitOptions options = into(dir);
  Warnings warnings;
  Checkpointer seldom(every(3600), options, warnings), often(every(0.01), options, warnings),
      off(every(0), options, warnings);
  CHECK_FALSE(seldom.due());
  seldom.improved();
  off.improved();
  CHECK(seldom.due());
  CHECK_FALSE(off.due());
  CHECK(seldom.write(succeed));
  CHECK_FALSE(seldom.due());
  sleep_for(0.02);
  CHECK(often.due());
  options.checkpoints = "";
  CHECK_FALSE(Checkpointer(every(1e-9), options, warnings).due());
}

TEST_CASE("train.checkpointer: its folder is made, or refused before anything is trained") {
  const TempDir dir;
  Warnings warnings;
  FitOptions options;
  options.checkpoints = dir / "new/folder";
  Checkpointer(every(60), options, warnings);
  CHECK(std::filesystem::is_directory(dir / "new/folder"));
  write_file(dir / "file", "");
  options.checkpoints = dir / "file/folder";
  const std::string message =
      refused(ErrorCode::cannot_create, [&] { Checkpointer(every(60), options, warnings); });
  CHECK_THAT(message, contains("the folder of checkpoints cannot be created, got \""));
  CHECK(warnings.lines.empty());
}

TEST_CASE("train.checkpointer: writing takes a twentieth of the time at most") {
  const TempDir dir;
  Warnings warnings;
  Checkpointer checkpointer(every(3600), into(dir), warnings);
  checkpointer.improved();
  checkpointer.write([](files::CheckpointStore&) { sleep_for(0.5); });
  checkpointer.improved();
  CHECK_FALSE(checkpointer.due());  // before 20 x 0.5 s
}

TEST_CASE("train.checkpointer: a failure is said once, tried again later, and its end is said") {
  const TempDir dir;
  Warnings warnings;
  Checkpointer patient(every(60), into(dir), warnings);
  CHECK_FALSE(patient.write(fail));
  patient.improved();
  CHECK_FALSE(patient.due());  // not before twice the interval
  warnings.lines.clear();
  Checkpointer checkpointer(every(0.01), into(dir), warnings);
  CHECK_FALSE(checkpointer.write(fail));
  sleep_for(0.05);
  CHECK(checkpointer.due());
  CHECK_FALSE(checkpointer.write(fail));
  REQUIRE(warnings.lines.size() == 1);
  CHECK_THAT(warnings.lines[0], contains("checkpoint not written: the disk: is full."));
  CHECK(checkpointer.write(succeed));
  REQUIRE(warnings.lines.size() == 2);
  CHECK_THAT(warnings.lines[1], contains("written again"));
}
