// A file in other units, and rows that train and judge at once, as a user meets them.
#include "cli/drives.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

namespace fs = std::filesystem;

// The numbers of a column times `factor`.
void scale_column(const fs::path& file, const std::string& column, double factor) {
  std::istringstream in(read_file(file));
  std::string text, line;
  std::size_t place = 0;
  for (std::size_t row = 0; std::getline(in, line); ++row) {
    std::istringstream cells(line);
    std::string out;
    std::size_t c = 0;
    for (std::string cell; std::getline(cells, cell, ','); ++c) {
      if (row == 0 && cell == column) place = c;
      if (row > 0 && c == place) cell = std::to_string(factor * std::stod(cell));
      out += (c > 0 ? "," : "") + cell;
    }
    text += out + "\n";
  }
  write_file(file, text);
}

struct Spoilt {
  TempDir dir;
  fs::path data = dir / "drives";
  explicit Spoilt(const std::string& set) {
    fs::copy(drives(), data, fs::copy_options::recursive);
    scale_column(first_file(data / set), "Current", 1000);
  }
};

constexpr const char* kSaid = "column \"Current\" is 1000 times as large as";

}  // namespace

TEST_CASE("cli.units: each command that trains refuses a file in other units, wherever it is") {
  for (const char* set_name : {"train", "val", "test"}) {
    INFO(set_name);
    const Spoilt spoilt(set_name);
    const std::string file = first_file(spoilt.data / set_name).filename().string();
    const Args with = quick() + Args{"--data", spoilt.data};
    check_refused(run(with + Args{"--out", spoilt.dir / "run"}), 65,
                  {kSaid, file, "d['Current'] /= 1000"});
    CHECK_FALSE(fs::exists(spoilt.dir / "run"));
    check_refused(run(with + Args{"--dry-run"}), 65, {kSaid, file});
    const Finished doctor = run(Args{"doctor"} + with);
    CHECK(doctor.status == 65);
    CHECK(contains(doctor.out, kSaid));
    check_refused(run(Args{"check"} + with), 65, {kSaid, file});
    const Finished taken = run(with + set("IGNORE_UNIT_CHECK=true") + Args{"--dry-run"});
    INFO(taken.err);
    CHECK(taken.status == 0);
  }
}

TEST_CASE("cli.units: test and export refuse what predict warns of, on files and on a stream") {
  const Spoilt spoilt("test");
  const fs::path run_dir = spoilt.dir / "run", file = first_file(spoilt.data / "test");
  // Four training files are enough to be sure.
  fs::path data = spoilt.dir / "four";
  fs::copy(drives(), data, fs::copy_options::recursive);
  REQUIRE(run({"simulate", "--out", (spoilt.dir / "more").string(), "--seed", "6", "--train-files",
               "1", "--val-files", "1", "--test-files", "1", "--rows", "400"})
              .status == 0);
  fs::copy_file(first_file(spoilt.dir / "more/train"), data / "train/another.csv");
  REQUIRE(run(quick() + Args{"--data", data, "--out", run_dir}).status == 0);
  const std::string model = run_dir / "best.safetensors";
  check_refused(run({"test", "--model", model, "--data", file.string()}), 65,
                {kSaid, "in the 4 files that the model was trained on"});
  CHECK(run({"test", "--model", model, "--data", first_file(data / "test").string()}).status == 0);
  CHECK(run(Args{"test", "--model", model, "--data", file.string()} + set("IGNORE_UNIT_CHECK=true"))
            .status == 0);
  const Finished predicted = run({"predict", "--model", model, "--data", file.string(), "--out",
                                  (spoilt.dir / "p.csv").string()});
  CHECK(predicted.status == 0);
  CHECK(contains(predicted.err, kSaid));
  const Finished streamed = run({"predict", "--model", model, "--stream"}, {}, read_file(file));
  CHECK(streamed.status == 0);
  CHECK(contains(streamed.err, kSaid));
  // Integers are calibrated on rows in the units of the model, or not at all.
  const Args torch = {"export", model, "--format", "torch", "--out", spoilt.dir / "out"};
  for (const char* option : {"--data", "--test"}) {
    check_refused(run(torch + Args{option, file}), 65, {kSaid});
    CHECK_FALSE(fs::exists(spoilt.dir / "out"));
  }
  CHECK(run(torch + Args{"--data", file} + set("IGNORE_UNIT_CHECK=true")).status == 0);
}

TEST_CASE("cli.units: a training file that is tested on is refused with both places") {
  const TempDir dir;
  const fs::path data = dir / "drives";
  fs::copy(drives(), data, fs::copy_options::recursive);
  fs::copy_file(first_file(data / "train"), data / "test/again.csv");
  const Args with = quick() + Args{"--data", data, "--dry-run"};
  check_refused(run(with), 65,
                {"again.csv:2: all", "rows of this test file are training rows too", "train/",
                 "ALLOW_OVERLAP"});
  const Finished allowed = run(with + set("ALLOW_OVERLAP=true"));
  CHECK(allowed.status == 0);
  CHECK(contains(allowed.err + allowed.out, "errors there are no evidence"));
}
