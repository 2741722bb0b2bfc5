// The one sequence from tables to a data set: a training throws the first fault of it, a check
// lists them all, and tables in memory take it as files do.
#include "data/assembly.hpp"

#include "data/column_table.hpp"
#include "data/csv_case.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// The columns of good_csv(rows).
struct Ramp {
  std::vector<double> time, current, temperature, voltage;
  explicit Ramp(int rows) {
    for (int row = 0; row < rows; ++row) {
      time.push_back(row);
      current.push_back(row % 7 - 3);
      temperature.push_back(20 + row % 5);
      voltage.push_back(std::stod(std::to_string(3 + 0.001 * row)));
    }
  }
  TableSource source(const std::string& name, const Hyperparams& hp) const {
    return {name, name,
            [this, name, &hp](const std::vector<std::string>& columns, const Digits& digits) {
              return column_table(
                  name, name, {{"Time", time}, {"I", current}, {"T", temperature}, {"V", voltage}},
                  columns, hp, digits);
            }};
  }
};

void same_rows(const Dataset& a, const Dataset& b) {
  REQUIRE(a.files.size() == b.files.size());
  for (std::size_t file = 0; file < a.files.size(); ++file) {
    CHECK(a.files[file].values == b.files[file].values);
    CHECK(a.files[file].time == b.files[file].time);
    CHECK(a.files[file].period == b.files[file].period);
  }
  REQUIRE(a.train.size() == b.train.size());
  REQUIRE(a.val.size() == b.val.size());
  CHECK(a.train[0].end == b.train[0].end);
  CHECK(a.val[0].begin == b.val[0].begin);
  CHECK(a.notes == b.notes);
}

}  // namespace

TEST_CASE("data.assembly: tables in memory give the data set of the same files") {
  const TempDir dir;
  write_file(dir / "a.csv", good_csv(120));
  Hyperparams hp = volts();
  SECTION("as they are") {}
  SECTION("resampled, with a derived column") {
    hp.resample_hz = 0.5;
    hp.feature_columns.push_back("slow");
    hp.derived_columns = {"slow: low_pass(I, 5)"};
  }
  const Ramp ramp(120);
  same_rows(assemble(hp, {{ramp.source("a.csv", hp)}, {}, {}}, {}, Faults()),
            load_dataset(hp, {{(dir / "a.csv").string()}, {}, {}}));
}

TEST_CASE("data.assembly: a bad table in memory is refused as a file is") {
  Hyperparams hp = volts();
  Ramp ramp(40);
  const auto refusal = [&] {
    return refused(ErrorCode::data, [&] {
      assemble(hp, {{ramp.source("memory", hp)}, {}, {}}, {}, Faults());
    });
  };
  SECTION("a column of another length") {
    ramp.voltage.pop_back();
    CHECK_THAT(refusal(), contains("memory: \"V\" has 39 rows, expected 40"));
  }
  SECTION("a column that is missing") {
    hp.feature_columns.push_back("P");
    CHECK_THAT(refusal(), contains("column \"P\" is missing"));
  }
  SECTION("a bad cell under MISSING_DATA error") {
    ramp.current[3] = 1e300;
    hp.missing_data = MissingData::error;
    CHECK_THAT(refusal(), contains("memory:4: \"I\" overflows float32"));
  }
  SECTION("too few rows") {
    hp.lookback = 41;
    CHECK_THAT(refusal(), contains("training data: no window"));
  }
  SECTION("no row") {
    ramp.time.clear();
    ramp.current.clear();
    ramp.temperature.clear();
    ramp.voltage.clear();
    CHECK_THAT(refusal(), contains("\"I\" has no row"));
  }
}

TEST_CASE("data.assembly: the first fault of the list is the one that is thrown") {
  const TempDir dir;
  write_file(dir / "train/a.csv", good_csv(30));
  write_file(dir / "val/b.csv", good_csv(20));
  Hyperparams hp = volts();
  std::size_t faults = 1;
  SECTION("files that cannot be read") {
    write_file(dir / "train/a.csv", "I,T,V\n1,2\n");
    write_file(dir / "val/b.csv", "I,T\n1,2\n");
    faults = 2;
  }
  SECTION("a column without a good cell") {
    write_file(dir / "val/b.csv", "Time,I,T,V\n0,x,1,2\n1,x,1,2\n2,x,1,2\n");
    faults = 2;  // nor is there a window
  }
  SECTION("mixed rates") { write_file(dir / "val/b.csv", good_csv(20, 0.5)); }
  SECTION("a short training") {
    hp.lookback = 31;
    faults = 2;
  }
  SECTION("a short validation") { hp.lookback = 21; }
  SECTION("a split that leaves nothing") {
    std::filesystem::remove_all(dir / "val");
    hp.lookback = 29;
  }
  const std::string thrown =
      refused(ErrorCode::data, [&] { load_dataset(hp, data_folder(dir.path().string())); });
  const std::vector<std::string> listed = check_data(hp, {dir.path().string()}).problems;
  REQUIRE(listed.size() == faults);
  CHECK(listed.front() == thrown);
}
