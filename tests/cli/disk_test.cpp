// Disks that are full or fail, for real: a file system of 64 kB, a limit on the size of files, and
// calls that fail at random under the program (libfiu) or one kind of them always (strace).
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>

#include "cli/drives.hpp"
#include "support/skip.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace fs = std::filesystem;

namespace {

Args small_run() { return checkpointed(40) + set("RNN_LAYER_SIZES=20"); }

std::string quoted(const std::string& text) { return "'" + text + "'"; }

std::string command_of(const Args& args) {
  std::string command = quoted(LSTMTRAIN_BINARY);
  for (const std::string& arg : args) command += " " + quoted(arg);
  return command;
}

int shell(const std::string& command) {
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool has(const std::string& command) { return shell(command + " > /dev/null 2>&1") == 0; }

std::string whole_model() {
  static const std::string model = [] {
    const TempDir dir;
    if (run(small_run() + Args{"--out", dir / "run"}).status != 0) return std::string();
    return read_file(dir / "run/best.safetensors");
  }();
  return model;
}

// The run in `folder` goes on to its end, to the model of a run that met no fault.
void check_goes_on(const fs::path& folder) {
  const Finished resumed = run(small_run() + Args{"--resume", "--out", folder});
  INFO(resumed.err);
  REQUIRE(resumed.status == 0);
  CHECK(read_file(folder / "best.safetensors") == whole_model());
}

}  // namespace

TEST_CASE("cli.disk: where no file may grow, training goes on and the end says what was kept") {
  const TempDir dir;
  REQUIRE(run(small_run() + set("MAX_EPOCHS=3") + Args{"--out", dir / "run"}).status == 0);
  const std::string limited =
      "ulimit -f 10; exec " +
      command_of(Args{"--resume", "--out", dir / "run"} + set("MAX_EPOCHS=40")) + " 2> " +
      quoted(dir / "err");
  write_file(dir / "limited", limited);
  CHECK(shell("bash " + quoted(dir / "limited") + " > /dev/null") == 74);
  const std::string err = read_file(dir / "err");
  INFO(err);
  CHECK(contains(err, "checkpoint not written: "));
  CHECK(contains(err, "Kept: "));
  REQUIRE(run(Args{"--resume", "--out", dir / "run"} + set("MAX_EPOCHS=40")).status == 0);
  CHECK(read_file(dir / "run/best.safetensors") == whole_model());
}

TEST_CASE("cli.disk: on a file system that fills up, what was kept goes on elsewhere", "[tools]") {
  if (!has("unshare -Urm true")) {
    skip("no user namespaces here");
    return;
  }
  const TempDir dir;
  fs::create_directories(dir / "disk");
  write_file(dir / "inside", "mount -t tmpfs -o size=64k tmpfs " + quoted(dir / "disk") + "\n" +
                                 command_of(small_run() + Args{"--out", dir / "disk/run"}) +
                                 " > /dev/null 2> " + quoted(dir / "err") + "\nstatus=$?\ncp -r " +
                                 quoted(dir / "disk/run") + " " + quoted(dir / "kept") +
                                 "\nexit $status\n");
  const int status = shell("unshare -Urm sh " + quoted(dir / "inside"));
  const std::string err = read_file(dir / "err");
  INFO(err);
  CHECK((status == 0 || status == 74 || status == 73));
  CHECK(contains(err, "checkpoint not written: "));
  CHECK(contains(err, "epoch 40/40"));
  check_goes_on(dir / "kept");
}

TEST_CASE("cli.disk: calls that fail at random end in a documented status, and nothing is lost",
          "[tools]") {
  if (!has("command -v fiu-run")) {
    skip("no fiu-run here (Debian's fiu-utils)");
    return;
  }
#ifdef LSTMTRAIN_SANITIZED
  skip("fiu-run and a sanitizer, both of which stand before the C library, wait for each other");
  return;
#endif
  const TempDir dir;
  for (int round = 0; round < 8; ++round) {
    std::string faults;
    for (const char* name : {"posix/io/rw/write", "posix/io/sync/fsync", "posix/io/dir/rename",
                             "posix/io/oc/open", "posix/io/oc/close"})
      faults += std::string(" -c 'enable_random name=") + name + ",probability=0.02'";
    const int status = shell("fiu-run -x" + faults + " " +
                             command_of(small_run() + Args{"--out", dir / "run", "--resume"}) +
                             " > " + quoted(dir / "out") + " 2> " + quoted(dir / "err"));
    INFO("round " << round << ": " << read_file(dir / "err"));
    CHECK((status == 0 || status == 65 || status == 66 || status == 73 || status == 74));
  }
  check_goes_on(dir / "run");
}

TEST_CASE("cli.disk: a disk without locks is refused, and --no-lock is the way out", "[tools]") {
  if (!has("command -v strace && strace -o /dev/null true")) {
    skip("no strace here, or no process may be traced");
    return;
  }
  const TempDir dir;
  const Args train = small_run() + Args{"--out", dir / "run"};
  const std::string locks_fail =
                        "strace -f -o /dev/null -e trace=flock -e inject=flock:error=ENOLCK ",
                    err = " 2> " + quoted(dir / "err") + " > /dev/null";
  CHECK(shell(locks_fail + command_of(train) + err) == 73);
  INFO(read_file(dir / "err"));
  CHECK(contains(read_file(dir / "err"), "No locks available"));
  CHECK(contains(read_file(dir / "err"), "--no-lock"));
  CHECK_FALSE(fs::exists(dir / "run/best.safetensors"));
  CHECK(shell(locks_fail + command_of(train + Args{"--no-lock"}) + err) == 0);
  CHECK(read_file(dir / "run/best.safetensors") == whole_model());
}

TEST_CASE("cli.disk: predictions that do not fit leave those of before, and nothing half-written") {
  const TempDir dir;
  REQUIRE(run(quick_on_drives() + Args{"--out", dir / "run"}).status == 0);
  const Args predict = {"predict",
                        "--model",
                        dir / "run/best.safetensors",
                        "--data",
                        first_file(drives() / "test"),
                        "--out",
                        dir / "p.csv"};
  REQUIRE(run(predict).status == 0);
  const std::string before = read_file(dir / "p.csv");
  CHECK(shell("ulimit -f 1; " + command_of(predict + Args{"--force"}) + " 2> " +
              quoted(dir / "err")) == 74);
  CHECK(contains(read_file(dir / "err"), "p.csv: cannot be written"));
  CHECK(read_file(dir / "p.csv") == before);
  for (const auto& entry : fs::directory_iterator(dir.path()))
    CHECK(entry.path().extension() != ".tmp");
}

TEST_CASE("cli.disk: a test file of a long name has its predictions") {
  const TempDir dir;
  fs::copy(drives(), dir / "d", fs::copy_options::recursive);
  const fs::path test = first_file(dir / "d/test");
  fs::create_directory(dir / "d/test/sub");
  fs::rename(test, dir / "d/test/sub" / (std::string(248, 'n') + ".csv"));
  const Finished finished = run(quick() + Args{"--data", dir / "d", "--out", dir / "run"});
  INFO(finished.err);
  CHECK(finished.status == 0);
  CHECK(fs::exists(dir / "run/report.html"));
  std::size_t predictions = 0;
  for (const auto& entry : fs::directory_iterator(dir / "run/predictions/test"))
    predictions += entry.is_regular_file() ? 1 : 0;
  CHECK(predictions == 2);
}
