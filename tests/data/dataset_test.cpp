#include "lstmtrain/dataset.hpp"

#include <algorithm>
#include <cmath>

#include "data/csv_case.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// good_csv with `cell` for I in data row `row`, from 0.
std::string with_cell(int rows, int row, const std::string& cell) {
  std::string text = good_csv(rows);
  std::size_t at = 0;
  for (int line = 0; line <= row; ++line) at = text.find('\n', at) + 1;
  const std::size_t begin = text.find(',', at) + 1;
  return text.replace(begin, text.find(',', begin) - begin, cell);
}

bool any_contains(const std::vector<std::string>& lines, const std::string& part) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

// Folders train/, val/ and test/ of good files.
struct Drives {
  TempDir dir;
  Drives() {
    write_file(dir / "train/a.csv", good_csv(30));
    write_file(dir / "train/b.csv", good_csv(20));
    write_file(dir / "val/c.csv", good_csv(25));
    write_file(dir / "test/d.csv", good_csv(15));
  }
  std::string path(const std::string& name = "") const { return (dir / name).string(); }
  Dataset load(const Hyperparams& hp = volts()) const {
    return load_dataset(hp, data_folder(path()));
  }
  std::string refusal(const Hyperparams& hp = volts()) const {
    return refused(ErrorCode::data, [&] { load(hp); });
  }
};

}  // namespace

TEST_CASE("data.dataset: a folder is its three sets") {
  const Drives drives;
  const Dataset data = drives.load();
  CHECK(data.columns == std::vector<std::string>{"I", "T", "V"});
  CHECK(data.num_features == 2);
  CHECK(data.num_targets() == 1);
  REQUIRE(data.files.size() == 4);
  CHECK(data.train_files == std::vector<std::size_t>{0, 1});
  CHECK(data.val_files == std::vector<std::size_t>{2});
  CHECK(data.test_files == std::vector<std::size_t>{3});
  REQUIRE(data.train.size() == 2);
  CHECK(data.train[0].size() == 30);
  CHECK(data.val.at(0).size() == 25);
  CHECK(data.period == 1);
}

TEST_CASE("data.dataset: data_folder wants train/ and takes the others where they are") {
  const Drives drives;
  std::filesystem::remove_all(drives.dir / "val");
  CHECK(data_folder(drives.path()).val.empty());
  CHECK(data_folder(drives.path()).test.size() == 1);
  refused(ErrorCode::not_found, [] { data_folder("no/such/folder"); });
  std::filesystem::remove_all(drives.dir / "train");
  CHECK_THAT(refused(ErrorCode::not_found, [&] { data_folder(drives.path()); }), contains("train"));
}

TEST_CASE("data.dataset: a bad cell splits the series, and is named and counted") {
  const Drives drives;
  write_file(drives.dir / "train/a.csv", with_cell(30, 6, "n/a"));
  const Dataset data = drives.load();
  REQUIRE(data.train.size() == 3);
  CHECK(data.train[0].end == 6);
  CHECK(data.train[1].begin == 7);
  CHECK(data.summaries[0].bad_rows == 1);
  CHECK(data.summaries[0].columns[0].text == 1);
  CHECK(any_contains(data.notes, "a.csv:8:2: column \"I\" is not a number"));
  CHECK(any_contains(data.notes, "training: 1 row with a bad cell; the series are split there."));
}

TEST_CASE("data.dataset: MISSING_DATA interpolate, keep and error") {
  const Drives drives;
  write_file(drives.dir / "train/a.csv", with_cell(30, 4, "n/a"));
  Hyperparams hp = volts();
  hp.missing_data = MissingData::interpolate;
  const Dataset filled = drives.load(hp);
  CHECK(filled.train.size() == 2);
  CHECK(filled.files[0].at(4, 0) == 1);  // between 0 and 2
  CHECK(any_contains(filled.notes, "1 cell interpolated"));
  hp.missing_data = MissingData::keep;
  const Dataset kept = drives.load(hp);
  CHECK(kept.train.size() == 2);
  CHECK(std::isnan(kept.files[0].at(4, 0)));
  hp.missing_data = MissingData::error;
  const std::string message = drives.refusal(hp);
  CHECK_THAT(message, contains("a.csv:6:2: column \"I\" is not a number, got \"n/a\""));
  CHECK_THAT(message, contains("MISSING_DATA"));
}

TEST_CASE("data.dataset: a time gap splits the series") {
  const Drives drives;
  std::string text = good_csv(10);
  write_file(drives.dir / "train/a.csv", text + "100,1,2,3\n101,1,2,3\n102,2,2,3\n");
  const Dataset data = drives.load();
  REQUIRE(data.train.size() == 3);
  CHECK(data.train[0].end == 10);
  CHECK(data.summaries[0].gaps == 1);
  CHECK(any_contains(data.notes, "1 time gap"));
}

TEST_CASE("data.dataset: a column without a good cell is an error") {
  const Drives drives;
  write_file(drives.dir / "train/b.csv", "I,T,V\n1,x,2\n2,y,3\n3,,4\n");
  const std::string message = drives.refusal();
  CHECK_THAT(message, contains("b.csv: column \"T\" has no good cell in 3 rows"));
  CHECK_THAT(message, contains("b.csv:2:2"));
}

TEST_CASE("data.dataset: the cell that is shown of a column without a good one is that column's") {
  const Drives drives;
  write_file(drives.dir / "train/b.csv",
             "I,T,V\n?,1,2\n?,1,2\n?,1,2\n?,1,2\n?,1,2\n?,1,2\n7,1,2\n");
  write_file(drives.dir / "train/a.csv",
             "I,T,V\n?,1,2 V\n?,1,2 V\n?,1,2 V\n?,1,2 V\n?,1,2 V\n?,1,2 V\n7,1,2 V\n");
  CHECK_THAT(drives.refusal(), contains("a.csv: column \"V\" has no good cell in 7 rows, got ") &&
                                   contains("a.csv:2:3: column \"V\" is not a number"));
}

TEST_CASE("data.dataset: sampling rates that differ by over 5 % are an error that names both") {
  const Drives drives;
  write_file(drives.dir / "train/b.csv", good_csv(20, 0.1));
  const std::string message = drives.refusal();
  CHECK_THAT(message, contains("b.csv: sampling rate, got 10 Hz"));
  CHECK_THAT(message, contains("expected 1 Hz"));
  CHECK_THAT(message, contains("RESAMPLE_HZ"));
  Hyperparams hp = volts();
  hp.allow_mixed_rates = true;
  CHECK(drives.load(hp).files[1].period == Approx(0.1));
  write_file(drives.dir / "train/b.csv", good_csv(20, 1.04));
  CHECK(drives.load().files[1].period == Approx(1.04));
}

TEST_CASE("data.dataset: no window is an error before anything is split; short files are counted") {
  const Drives drives;
  Hyperparams hp = volts();
  hp.lookback = 25;
  CHECK(any_contains(drives.load(hp).notes,
                     "1 of 2 unbroken parts shorter than the 25 rows of a window, left out; 1 file "
                     "of 2 without a window"));
  hp.lookback = 100;
  const std::string message = drives.refusal(hp);
  CHECK_THAT(message, contains("the longest unbroken series has 30 rows"));
  CHECK_THAT(message, contains("a.csv"));
  CHECK_THAT(message, contains("LOOKBACK"));
}

TEST_CASE("data.dataset: without validation data some is split off the training data") {
  const Drives drives;
  std::filesystem::remove_all(drives.dir / "val");
  const Dataset data = drives.load();
  CHECK(data.train.at(0).end == 24);
  CHECK(data.val.at(0).begin == 27);
  CHECK(data.val_files == std::vector<std::size_t>{0, 1});
  CHECK(any_contains(data.notes, "no validation data: a temporal split"));
}

TEST_CASE("data.dataset: a file in two sets is refused, or said") {
  const Drives drives;
  const DataPaths paths = {
      {drives.path("train")}, {drives.path("val")}, {drives.path("train/b.csv")}};
  Hyperparams hp = volts();
  CHECK_THAT(refused(ErrorCode::data, [&] { load_dataset(hp, paths); }),
             contains("b.csv:2: all 20 rows of this test file are training rows too"));
  hp.allow_overlap = true;
  CHECK(any_contains(load_dataset(hp, paths).notes, "errors there are no evidence."));
}

TEST_CASE("data.dataset: test data keeps bad rows in place and is cut in time only") {
  const Drives drives;
  write_file(drives.dir / "test/d.csv", with_cell(15, 3, "NaN") + "99,1,2,3\n100,1,2,x\n");
  const Dataset data = load_test_data(volts(), {drives.path("test")});
  CHECK(data.train.empty());
  CHECK(data.val.empty());
  REQUIRE(data.test_files == std::vector<std::size_t>{0});
  CHECK(data.files[0].rows == 17);
  CHECK(std::isnan(data.files[0].at(3, 0)));
  CHECK(std::isnan(data.files[0].at(16, 2)));
  const std::vector<Segment> runs = time_runs(data, 0);
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].end == 15);
  CHECK(data.period == 1);
}

TEST_CASE("data.dataset: test data without the target is refused") {
  const Drives drives;
  write_file(drives.dir / "test/d.csv", "Time,I,T\n0,1,2\n");
  CHECK_THAT(refused(ErrorCode::data, [&] { load_test_data(volts(), {drives.path("test")}); }),
             contains("column \"V\" is missing"));
}

TEST_CASE("data.data_check: good sets have no problem") {
  const Drives drives;
  const DataCheck check = check_data(volts(), {drives.path()});
  CHECK(check.problems.empty());
  REQUIRE(check.files.size() == 4);
  CHECK(check.files[0].name == "train/a.csv");
  CHECK(check.files[3].name == "test/d.csv");
}

TEST_CASE("data.data_check: all files and all their problems are listed") {
  const Drives drives;
  write_file(drives.dir / "train/empty.csv", "");
  write_file(drives.dir / "train/fast.csv", good_csv(30, 0.5));
  write_file(drives.dir / "train/hollow.csv", "I,T,V\nx,y,1\nx,y,2\n");
  write_file(drives.dir / "val/c.csv", "I,T\n1,2\n");
  write_file(drives.dir / "test/ragged.csv", "I,T,V\n1,2\n");
  const DataCheck check = check_data(volts(), {drives.path()});
  for (const char* part : {"empty.csv: the file is empty", "fast.csv: sampling rate",
                           "column \"I\" has no good cell", "column \"T\" has no good cell",
                           "c.csv:1: column \"V\" is missing", "ragged.csv:2:3: ragged row"}) {
    INFO(part);
    CHECK(any_contains(check.problems, part));
  }
  CHECK(check.problems.size() == 6);
  CHECK(check.files.size() == 5);  // a, b, fast, hollow, d
}

TEST_CASE("data.data_check: what training would refuse is a problem here") {
  const Drives drives;
  Hyperparams hp = volts();
  hp.lookback = 27;
  CHECK(any_contains(check_data(hp, {drives.path()}).problems, "validation data: no window"));
  hp.lookback = 31;
  CHECK(any_contains(check_data(hp, {drives.path("train")}).problems, "training data: no window"));
  hp = volts();
  hp.training_method = TrainingMethod::stream;
  hp.target_offset = 27;
  CHECK(any_contains(check_data(hp, {drives.path()}).problems,
                     "validation data: no row to be scored, got the longest"));
  hp.target_offset = 31;
  CHECK(any_contains(check_data(hp, {drives.path("train")}).problems,
                     "training data: no row with a target, got the longest"));
  hp = volts();
  hp.missing_data = MissingData::error;
  write_file(drives.dir / "train/a.csv", with_cell(30, 6, "n/a"));
  CHECK(any_contains(check_data(hp, {drives.path()}).problems, "a.csv:8:2"));
  hp.missing_data = MissingData::split;
  CHECK(check_data(hp, {drives.path()}).problems.empty());
  refused(ErrorCode::not_found, [] { check_data(volts(), {"no/such"}); });
}
