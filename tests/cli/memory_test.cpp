// Small devices: what does not fit is refused before it is tried. Not with sanitizers, whose shadow
// alone is larger than these devices.
#ifndef LSTMTRAIN_SANITIZED
#include "cli/drives.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// As `run`, in an address space of so many kB.
Finished run_within(int kilobytes, const Args& args) {
  const TempDir dir;
  std::string command = "ulimit -v " + std::to_string(kilobytes) + "; exec '" LSTMTRAIN_BINARY "'";
  for (const std::string& arg : args) command += " '" + arg + "'";
  write_file(dir / "limited", command);
  const int status = std::system(("bash '" + (dir / "limited").string() + "' > '" +
                                  (dir / "out").string() + "' 2> '" + (dir / "err").string() + "'")
                                     .c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_file(dir / "out"),
          read_file(dir / "err")};
}

}  // namespace

TEST_CASE("cli.memory: a run that does not fit is refused with what to change") {
  const TempDir dir;
  const Args large = quick_on_drives() + set("TRAINING_METHOD=Sequence-to-Sequence") +
                     set("LOOKBACK=390") + set("TBPTT_STEPS=390") + set("RNN_LAYER_SIZES=900,900") +
                     set("BATCH_SIZE=64") + Args{"--out", dir / "run"};
  for (const Args& more : {Args{}, Args{"--dry-run"}})
    check_refused(run_within(300000, large + more), 78,
                  {"memory: the run needs", "ulimit -v", "TBPTT_HISTORY"});
  CHECK_FALSE(std::filesystem::exists(dir / "run"));
  CHECK(run_within(300000, quick_on_drives() + Args{"--out", dir / "run"}).status == 0);
}

TEST_CASE("cli.memory: a run of a sweep that does not fit is a row, and the others are trained") {
  const TempDir dir;
  for (const char* threads : {"1", "2"}) {
    const auto out = dir / threads;
    const Finished finished =
        run_within(900000, quick_on_drives() + set("RNN_LAYER_SIZES=4;4096,4096;5") +
                               Args{"--threads", threads, "--out", out});
    INFO(finished.err);
    CHECK(finished.status == 0);
    const std::string summary = read_file(out / "summary.csv");
    INFO(summary);
    CHECK(count_lines(summary) == 4);
    CHECK(contains(summary, ",error,"));
    CHECK(contains(summary, "memory: "));
    CHECK(std::filesystem::exists(out / "runs/003_RNN_LAYER_SIZES-5/best.safetensors"));
  }
}
#endif
