// Where and how the program is started changes no result: streams closed or broken, input that
// cannot be written, odd paths, a clock that jumps. The locale has locale_test.cpp.
#include <glob.h>

#include "cli/drives.hpp"
#include "support/skip.hpp"
#include "support/snapshot.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

namespace fs = std::filesystem;

Args train() { return quick_on_drives() + Args{"--out"}; }

// The files of a run that hold no times.
const std::vector<std::string> kSteady = {"best.safetensors", "resolved.json"};

// A run in a plain environment, made once.
const fs::path& plain() {
  static const TempDir folder;
  static const fs::path out = [] {
    const Finished finished = run(train() + Args{folder / "run"});
    if (finished.status != 0) throw std::runtime_error("training failed: " + finished.err);
    return folder / "run";
  }();
  return out;
}

// What a run left; the name of its event file holds the time of day and the process, as TensorBoard
// has it.
std::vector<std::string> names_in(const fs::path& out) {
  const std::string events = "events.out.tfevents.";
  std::vector<std::string> names;
  for (const auto& [name, file] : snapshot(out))
    names.push_back(name.rfind(events, 0) == 0 ? events : name);
  return names;
}

void check_same_run(const fs::path& out) {
  for (const std::string& file : kSteady) {
    INFO(file);
    CHECK(read_file(out / file) == read_file(plain() / file));
  }
  CHECK(names_in(out) == names_in(plain()));
  for (const auto& file : fs::directory_iterator(plain() / "predictions" / "test"))
    CHECK(read_file(out / "predictions" / "test" / file.path().filename()) ==
          read_file(file.path()));
}

// A pipe that nobody reads, as `fd`.
void break_pipe(int fd) {
  int ends[2];
  if (pipe(ends) != 0) _exit(125);
  close(ends[0]);
  dup2(ends[1], fd);
  close(ends[1]);
}

void full_disk(int fd) { dup2(open("/dev/full", O_WRONLY), fd); }

// Trains with streams as `prepare` leaves them.
Finished train_with(const fs::path& out, const Process::Prepare& prepare) {
  return run(train() + Args{out}, {}, "", {}, prepare);
}

}  // namespace

TEST_CASE("cli.environment: stdin closed, stdout or stderr a closed pipe: as if nothing was") {
  const TempDir dir;
  const std::vector<Process::Prepare> streams = {
      [] { close(0); }, [] { break_pipe(1); }, [] { break_pipe(2); },
      [] { close(2); }, [] { full_disk(2); },  [] { break_pipe(1), break_pipe(2), close(0); }};
  for (std::size_t i = 0; i < streams.size(); ++i) {
    INFO("streams " << i);
    const fs::path out = dir / std::to_string(i);
    CHECK(train_with(out, streams[i]).status == 0);
    check_same_run(out);
  }
}

TEST_CASE("cli.environment: stdout full or closed loses the table alone, and says so") {
  const TempDir dir;
  const Finished full = train_with(dir / "full", [] { full_disk(1); });
  CHECK(full.status == 74);
  CHECK(contains(full.err, "stdout: the output could not be written"));
  check_same_run(dir / "full");
  CHECK(train_with(dir / "closed", [] { close(1); }).status == 74);
  check_same_run(dir / "closed");
}

TEST_CASE("cli.environment: with 0, 1 and 2 closed no file gets a descriptor that is written to") {
  const TempDir dir;
  const auto all = [] { close(0), close(1), close(2); };
  CHECK(train_with(dir / "run", all).status == 74);  // the table was lost
  check_same_run(dir / "run");

  Process process(quick_on_drives() + set("MAX_EPOCHS=100000") + set("VALID_PATIENCE=100000") +
                      Args{"--out", dir / "long"},
                  {}, "", {}, all);
  REQUIRE(process.wait_for([&] { return fs::exists(dir / "long/metrics.jsonl"); }));
  const fs::path open = fs::path("/proc") / std::to_string(process.pid()) / "fd";
  for (const char* fd : {"0", "1", "2"}) CHECK(fs::read_symlink(open / fd) == "/dev/null");
}

TEST_CASE("cli.environment: an input folder that cannot be written is read, and not touched") {
  const TempDir dir;
  fs::copy(drives(), dir / "drives", fs::copy_options::recursive);
  std::vector<fs::path> all = {dir / "drives"};
  for (const auto& entry : fs::recursive_directory_iterator(dir / "drives"))
    all.push_back(entry.path());
  constexpr auto kWrite = fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write;
  for (const fs::path& path : all) fs::permissions(path, kWrite, fs::perm_options::remove);
  const Snapshot before = snapshot(dir / "drives");
  CHECK(run(quick() + Args{"--data", dir / "drives", "--out", dir / "run"}).status == 0);
  CHECK(run({"test", "--model", dir / "run/best.safetensors", "--data", dir / "drives/test"})
            .status == 0);
  CHECK(run(Args{"check", "--data", dir / "drives"} + quick()).status == 0);
  CHECK(snapshot(dir / "drives") == before);  // root may write, so this is what tells
  CHECK(read_file(dir / "run/best.safetensors") == read_file(plain() / "best.safetensors"));
  for (const fs::path& path : all) fs::permissions(path, kWrite, fs::perm_options::add);
}

TEST_CASE("cli.environment: paths with spaces, UTF-8, quotes, and bytes that are no UTF-8") {
  const TempDir dir;
  for (const char* odd : {"two words/Gr\u00f6\u00dfe \u96fb\u6c60", "it's \"quoted\", $HOME; *",
                          "latin\xFC", "-dash"}) {
    INFO(odd);
    const fs::path folder = dir / odd;
    fs::create_directories(folder);
    fs::copy(drives(), folder / "d\u00e4ta \xFF", fs::copy_options::recursive);
    fs::rename(folder / "d\u00e4ta \xFF/test", folder / "test");
    fs::create_directory(folder / "d\u00e4ta \xFF/test");
    for (const auto& file : fs::directory_iterator(folder / "test"))
      fs::rename(file.path(), folder / "d\u00e4ta \xFF/test/" += file.path().filename());
    const Finished finished =
        run(quick() + Args{"--data", folder / "d\u00e4ta \xFF", "--out", folder / "my run"});
    INFO(finished.err);
    CHECK(finished.status == 0);
    CHECK(read_file(folder / "my run/best.safetensors") == read_file(plain() / "best.safetensors"));
    CHECK(run({"test", "--model", folder / "my run/best.safetensors", "--data",
               folder / "d\u00e4ta \xFF/test", "--json"})
              .status == 0);
  }
}

TEST_CASE("cli.environment: settings in an odd folder find data beside them") {
  const TempDir dir;
  const fs::path folder = dir / "two words/Gr\u00f6\u00dfe";
  fs::create_directories(folder);
  fs::copy(drives(), folder / "data \u96fb", fs::copy_options::recursive);
  write_file(folder / "meine hp.json",
             R"({"TRAIN_DATA": "data \u96fb/train", "VAL_DATA": ["data 電/val"],
                 "TEST_DATA": "data 電/test/*.csv"})");
  const Finished finished =
      run(quick() + Args{"--hyperparams", folder / "meine hp.json", "--out", folder / "my run"});
  INFO(finished.err);
  CHECK(finished.status == 0);
  CHECK(read_file(folder / "my run/best.safetensors") == read_file(plain() / "best.safetensors"));
}

TEST_CASE("cli.environment: a wall clock that jumps changes no byte of the model", "[tools]") {
  glob_t found{};
  const bool there = glob("/usr/lib/*/faketime/libfaketime.so.1", 0, nullptr, &found) == 0;
  const std::string library = there ? found.gl_pathv[0] : "";
  globfree(&found);
  if (!there) {
    skip("libfaketime is not there (the package faketime)");
    return;
  }
  const TempDir dir;
  const std::string probe =
      "test $(LD_PRELOAD='" + library + "' FAKETIME=+10y date +%Y) -gt $(($(date +%Y) + 5))";
  REQUIRE(std::system(probe.c_str()) == 0);  // it does act
  const Args longer = quick_on_drives() + set("MAX_EPOCHS=150") + set("VALID_PATIENCE=150") +
                      set("MAX_TRAINING_TIME_SECONDS=3600") + Args{"--out"};
  REQUIRE(run(longer + Args{dir / "plain"}).status == 0);
  const std::string clock = dir / "clock", jumped = dir / "run";
  write_file(clock, "+0");
  Process process(longer + Args{jumped}, {{"LD_PRELOAD", library},
                                          {"FAKETIME_TIMESTAMP_FILE", clock},
                                          {"FAKETIME_NO_CACHE", "1"},
                                          {"FAKETIME_DONT_FAKE_MONOTONIC", "1"}});
  int jumps = 0;
  process.wait_for([&] {
    write_file(clock, ++jumps % 2 == 0 ? "-10y" : "+10y");
    return false;
  });
  const Finished finished = process.wait();
  INFO(finished.err);
  CHECK(finished.status == 0);
  CHECK(jumps > 5);
  CHECK(read_file(dir / "run/best.safetensors") == read_file(dir / "plain/best.safetensors"));
}
