// Bad data files, each given to the binary: one clear message, the right exit status, no run.
#include "cli/drives.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

constexpr const char* kHeader = "Time,Current,Temperature,SOC,Voltage\n";

std::string line_of(int row, const std::string& current = "1.5") {
  return std::to_string(row) + "," + current + "," + std::to_string(20 + row % 3) + "," +
         std::to_string(1.0 - 0.001 * row) + "," + std::to_string(3.6 + 0.01 * (row % 7)) + "\n";
}

// 300 good rows, or as many as asked for; `bad` stands in the column Current of data row 7 (line
// 8), when it is given.
std::string csv(const std::string& bad = "", int rows = 300) {
  std::string text = kHeader;
  for (int row = 1; row <= rows; ++row) {
    const std::string current = std::to_string(row % 5 - 2);
    text += line_of(row, row == 7 && !bad.empty() ? bad : current);
  }
  return text;
}

// Trains on one file with this text, validates on a good one.
Finished train_on(const std::string& text, const Args& more = {}, bool refused = true) {
  const TempDir dir;
  write_file(dir / "a.csv", text);
  write_file(dir / "val.csv", csv("", 290));
  const Finished finished =
      run(quick() + more +
          Args{"--train", dir / "a.csv", "--val", dir / "val.csv", "--out", dir / "run"});
  CHECK(std::filesystem::exists(dir / "run") == !refused);
  CHECK(read_file(dir / "a.csv") == text);
  return finished;
}

}  // namespace

TEST_CASE("cli.data: a path that does not exist") {
  check_refused(run(quick() + Args{"--train", "no/such.csv"}), 66, {"no/such.csv"});
  check_refused(run(quick() + Args{"--data", "no/such"}), 66, {"no/such"});
}

TEST_CASE("cli.data: an empty file, and one with a header only") {
  check_refused(train_on(""), 65, {"a.csv"});
  check_refused(train_on(kHeader), 65, {"a.csv"});
}

TEST_CASE("cli.data: a missing column names the nearest one") {
  check_refused(train_on(csv(), set("FEATURE_COLUMNS=Curent,SOC")), 65, {"Curent", "Current"});
}

TEST_CASE("cli.data: a bad cell is an error where the user asks for one, with its place") {
  for (const char* bad : {"n/a", " ", "NaN", "Inf", "1e308"}) {
    INFO("cell: " << bad);
    check_refused(train_on(csv(bad), set("MISSING_DATA=error")), 65, {"a.csv:8:2", "Current"});
  }
}

TEST_CASE("cli.data: a bad cell splits the series by default, counted and named") {
  for (const char* bad : {"n/a", " ", "NaN", "Inf", "1e308"}) {
    INFO("cell: " << bad);
    const Finished finished = train_on(csv(bad), {}, false);
    INFO(finished.err);
    CHECK(finished.status == 0);
    CHECK(contains(finished.err, "a.csv:8:2"));
  }
}

TEST_CASE("cli.data: ragged rows and binary files") {
  std::string ragged = csv();
  ragged.insert(ragged.find("\n7,") + 1, "6.5,1\n");
  const Finished left_out = train_on(ragged, {}, false);
  CHECK(left_out.status == 0);
  CHECK(contains(left_out.err, "a.csv:8:3: ragged row, got 2 cells, expected"));
  CHECK(contains(left_out.err, "the line is left out"));
  std::string binary = csv();
  for (std::size_t i = 0; i < binary.size(); i += 9) binary.insert(i, 1, '\0');
  check_refused(train_on(binary), 65, {"a.csv", "a binary file"});
  std::string wide = "\xFF\xFE";
  for (const char c : csv()) wide += {c, '\0'};
  CHECK(train_on(wide, {}, false).status == 0);
}

TEST_CASE("cli.data: a constant column trains, and is said") {
  std::string text = kHeader;
  for (int row = 1; row <= 300; ++row) text += line_of(row);
  const Finished finished = train_on(text, {}, false);
  INFO(finished.err);
  CHECK(finished.status == 0);
  CHECK(contains(finished.err, "constant"));
  CHECK(contains(finished.err, "Current"));
}

TEST_CASE("cli.data: LOOKBACK longer than every file") {
  check_refused(train_on(csv(), set("TRAINING_METHOD=Sequence-to-Sequence") + set("LOOKBACK=1000")),
                65, {"LOOKBACK"});
}

TEST_CASE("cli.data: a validation set without a window") {
  const TempDir dir;
  write_file(dir / "a.csv", csv());
  write_file(dir / "val.csv", csv().substr(0, 200));
  check_refused(run(quick() + set("TRAINING_METHOD=Sequence-to-Sequence") + set("LOOKBACK=100") +
                    Args{"--train", dir / "a.csv", "--val", dir / "val.csv", "--out", dir / "run"}),
                65, {"val"});
  CHECK_FALSE(std::filesystem::exists(dir / "run"));
}
