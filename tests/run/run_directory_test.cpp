#include "run/run_directory.hpp"

#include <filesystem>
#include <set>

#include "lstmtrain/error.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using run::RunDirectory;
using test::TempDir;
using test::write_file;

namespace fs = std::filesystem;

namespace {

// The message of the cannot_create that `action` throws; "" when it throws none.
template <class Action>
std::string refusal(Action action) {
  try {
    action();
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::cannot_create);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("run.run_directory: a check creates nothing") {
  const TempDir dir;
  CHECK(refusal([&] { RunDirectory::check(dir / "run", EarlierRun::refuse); }).empty());
  CHECK_FALSE(fs::exists(dir / "run"));
}

TEST_CASE("run.run_directory: an earlier run is refused, whichever of its files is left") {
  for (const char* name :
       {"resolved.json", "best.safetensors", "metrics.csv", "metrics.jsonl", "results.json"}) {
    const TempDir dir;
    write_file(dir / name, "kept");
    const std::string message = refusal([&] { RunDirectory run(dir.path(), EarlierRun::refuse); });
    CHECK(message.find(name) != std::string::npos);
    CHECK(message.find("--force") != std::string::npos);
    CHECK(test::read_file(dir / name) == "kept");
  }
}

TEST_CASE("run.run_directory: a folder with other files is taken") {
  const TempDir dir;
  write_file(dir / "notes.txt", "mine");
  CHECK(refusal([&] { RunDirectory run(dir.path(), EarlierRun::refuse); }).empty());
  CHECK(test::read_file(dir / "notes.txt") == "mine");
}

TEST_CASE("run.run_directory: force removes what a run writes and nothing else") {
  const TempDir dir;
  for (const char* name :
       {"resolved.json", "best.safetensors", "metrics.csv", "metrics.jsonl", "results.json"}) {
    write_file(dir / name, "old");
  }
  write_file(dir / "predictions/test/a.csv", "time,true,predicted,error\n1,2,3,1\n");
  write_file(dir / "predictions/test/mine.csv", "a,b\n");
  write_file(dir / "notes.txt", "mine");
  const RunDirectory run(dir.path(), EarlierRun::replace);
  CHECK_FALSE(fs::exists(run.resolved()));
  CHECK_FALSE(fs::exists(run.model()));
  CHECK_FALSE(fs::exists(run.metrics_csv()));
  CHECK_FALSE(fs::exists(run.metrics_jsonl()));
  CHECK_FALSE(fs::exists(run.results()));
  CHECK_FALSE(fs::exists(dir / "predictions/test/a.csv"));
  CHECK(fs::exists(dir / "predictions/test/mine.csv"));
  CHECK(fs::exists(dir / "notes.txt"));
}

TEST_CASE("run.run_directory: a file in the way is refused") {
  const TempDir dir;
  write_file(dir / "run", "a file");
  CHECK(refusal([&] { RunDirectory run(dir / "run", EarlierRun::replace); }).find("folder") !=
        std::string::npos);
  CHECK(refusal([&] { RunDirectory run(dir / "run/below", EarlierRun::replace); }) != "");
  CHECK(test::read_file(dir / "run") == "a file");
}

TEST_CASE("run.run_directory: two runs cannot write into one folder") {
  const TempDir dir;
  const RunDirectory first(dir / "run", EarlierRun::refuse);
  CHECK(refusal([&] { RunDirectory second(dir / "run", EarlierRun::replace); }).find("locked") !=
        std::string::npos);
}

TEST_CASE("run.run_directory: flat names keep order, meet never and stay in their folder") {
  const std::vector<std::string> names = run::flat_names(
      {"a/b.csv", "a_b.csv", "a/b.csv", "../../up.csv", "/root.csv", "noext", "x.CSV", ".csv"});
  CHECK(names == std::vector<std::string>{"a_b.csv", "a_b-2.csv", "a_b-3.csv", "up.csv", "root.csv",
                                          "noext.csv", "x.CSV.csv", "csv.csv"});
}

TEST_CASE("run.run_directory: flat names are short enough for a file system, and differ") {
  const std::string deep = "sub/" + std::string(248, 'n');
  const std::vector<std::string> names =
      run::flat_names({deep + ".csv", deep + "m.csv", deep + ".csv"});
  for (const std::string& name : names) CHECK(name.size() < 220);
  CHECK(std::set<std::string>(names.begin(), names.end()).size() == 3);
  CHECK(names[0] == run::flat_names({deep + ".csv"})[0]);
}
