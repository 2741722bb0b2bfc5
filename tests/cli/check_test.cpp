// The command check: the table on stdout, every problem on stderr, 65 where training would refuse.
#include <nlohmann/json.hpp>

#include "cli/drives.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

Finished check(const std::filesystem::path& path, const Args& more = {}) {
  return run(Args{"check", "--data", path} + set("FEATURE_COLUMNS=Current,Temperature,SOC") +
             set("TRAINING_METHOD=Stream") + more);
}

}  // namespace

TEST_CASE("cli.check: good drives give a table of every file and column, and exit 0") {
  const Finished finished = check(drives());
  INFO(finished.err);
  CHECK(finished.status == 0);
  CHECK(errors(finished.err).empty());
  for (const char* part : {"train/", "val/", "test/", "Current", "Voltage", "deviation",
                           "training would take this data: 6 files"}) {
    INFO(part);
    CHECK(contains(finished.out, part));
  }
}

TEST_CASE("cli.check: bad cells, gaps, constant columns and mixed scales are in the table") {
  const TempDir dir;
  std::string text = "Time,Current,Temperature,SOC,Voltage\n";
  for (int row = 0; row < 20; ++row)
    text += std::to_string(row < 10 ? row : row + 50) + "," +
            (row == 6 ? std::string("n/a") : std::to_string(100 * row)) + ",20," +
            std::to_string(0.01 * row) + ",3.5\n";
  write_file(dir / "a.csv", text);
  const Finished finished = check(dir / "a.csv");
  CHECK(finished.status == 0);
  for (const char* part :
       {"1 time gap", "1 row with a bad cell", "a.csv:8:2: column \"Current\" is not a number",
        "column \"Temperature\" is constant", "mixed scale"}) {
    INFO(part);
    CHECK(contains(finished.out, part));
  }
}

TEST_CASE("cli.check: every problem of every file is said, and the exit is 65") {
  const TempDir dir;
  write_file(dir / "empty.csv", "");
  write_file(dir / "missing.csv", "Curent,Temperature,SOC,Voltage\n1,2,3,4\n");
  write_file(dir / "ragged.csv", "Current,Temperature,SOC,Voltage\n1,2,3,4\n1,2\n");
  const Finished finished = check(dir.path());
  CHECK(finished.status == 65);
  CHECK(errors(finished.err).size() == 3);
  for (const char* part :
       {"empty.csv: the file is empty", "did you mean \"Curent\"?", "ragged.csv:3:3: ragged row"}) {
    INFO(part);
    CHECK(contains(finished.err, part));
  }
  CHECK(contains(finished.out, "training would refuse this data: 3 problems"));
}

TEST_CASE("cli.check: a path that does not exist, and none at all") {
  check_refused(check("no/such"), 66, {"no/such"});
  check_refused(run({"check"}), 64, {"--data"});
}

TEST_CASE(
    "cli.check: a validation without a row to score is refused, by check and by train alike") {
  const TempDir dir;
  const auto rows = [](int count) {
    std::string text = "Current,Voltage\n";
    for (int row = 0; row < count; ++row)
      text += std::to_string(row % 7) + "," + std::to_string(row % 5) + "\n";
    return text;
  };
  std::filesystem::create_directories(dir / "train");
  std::filesystem::create_directories(dir / "val");
  write_file(dir / "train" / "a.csv", rows(100));
  write_file(dir / "val" / "b.csv", rows(15));
  const Args settings = set("FEATURE_COLUMNS=Current") + set("LOOKBACK=10") +
                        set("WARMUP_ROWS=20") + set("MAX_EPOCHS=1") + Args{"--data", dir.path()};
  const std::vector<std::string> numbers = {"has 15 rows",
                                            "WARMUP_ROWS + TARGET_OFFSET + 1 = 21 rows"};
  check_refused(run(Args{"check"} + settings), 65, numbers);
  check_refused(run(settings + Args{"--out", dir / "run"}), 65, numbers);
  write_file(dir / "val" / "b.csv", rows(21));
  CHECK(run(Args{"check"} + settings).status == 0);
  CHECK(run(settings + Args{"--out", dir / "run"}).status == 0);
}

TEST_CASE("cli.check: --json has every file's time, parts, cuts and columns, and all of them") {
  const TempDir dir;
  const std::string header = "Test Time / min,Current (A),Temperature,SOC,Voltage\n";
  write_file(dir / "a.csv", header + "0,1,20,1,4\n1,2,20,1,4\n60,3,20,x,4\n");
  write_file(dir / "b.csv", header + "0,-5,20,1,4\n1,2,20,1,4\n");
  const Finished finished = check(dir.path(), {"--json"});
  INFO(finished.out);
  const auto json = nlohmann::json::parse(finished.out);
  CHECK(json["schema"] == 1);
  const auto& a = json["files"][0];
  CHECK(a["path"].get<std::string>().ends_with("a.csv"));
  CHECK(a["time"]["column"] == "Test Time / min");
  CHECK(a["time"]["unit"] == "min");
  CHECK(a["time"]["format"] == "number");
  CHECK(a["time"]["step"] == 3540);
  CHECK(a["rows"] == 3);
  CHECK(a["parts"] == 1);
  CHECK(a["columns"]["Current"]["unit"] == "A");
  CHECK(a["columns"]["Current"]["max"] == 3);
  CHECK(a["columns"]["SOC"]["bad"] == 1);
  CHECK(json["all"]["files"] == 2);
  CHECK(json["all"]["rows"] == 5);
  CHECK(json["all"]["columns"]["Current"]["min"] == -5);
  CHECK(json["all"]["columns"]["Current"]["mean"] == Approx(0.6));
  CHECK(json["problems"].size() == errors(finished.err).size());
  CHECK(contains(check(dir.path()).out, "all files"));
}
