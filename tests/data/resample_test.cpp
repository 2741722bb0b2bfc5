// RESAMPLE_HZ: means on the way down, lines on the way up, never across a break or a bad cell.
#include "data/clean/resample.hpp"

#include <cmath>

#include "data/csv_case.hpp"
#include "lstmtrain/dataset.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

using Floats = std::vector<float>;
using Doubles = std::vector<double>;

Hyperparams at(double hz) {
  Hyperparams hp;
  hp.feature_columns = {"I"};
  hp.target_columns = {"V"};
  hp.resample_hz = hz;
  return hp;
}

// Rows (time, I); V = 3.
std::string csv(const std::vector<std::pair<double, std::string>>& rows) {
  std::string text = "Time,I,V\n";
  for (const auto& [time, cell] : rows) text += std::to_string(time) + "," + cell + ",3\n";
  return text;
}

// `rows` rows from `start`, `period` apart: I = first, first + 1, ...
std::string ramp(double start, double period, int rows, int first = 0) {
  std::string text;
  for (int row = 0; row < rows; ++row)
    text += std::to_string(start + row * period) + "," + std::to_string(first + row) + ",3\n";
  return text;
}

Floats current(const SourceFile& file) {
  Floats values;
  for (std::size_t row = 0; row < file.rows; ++row) values.push_back(file.at(row, 0));
  return values;
}

}  // namespace

TEST_CASE("data.resample: down are the means of whole bins") {
  const Dataset data = load_text("Time,I,V\n" + ramp(5, 0.1, 35), at(1));
  const SourceFile& file = data.files[0];
  CHECK(current(file) == Floats{4.5F, 14.5F, 24.5F});  // the last half bin is left out
  CHECK(file.time == Doubles{5, 6, 7});
  CHECK(file.period == 1);
  CHECK(data.period == 1);
  CHECK(file.line(0) == 2);
  CHECK(file.line(2) == 22);
  CHECK(data.summaries[0].rows == 3);
  CHECK(data.summaries[0].file_rows == 35);
  CHECK(data.summaries[0].file_period == Approx(0.1));
  CHECK(data.summaries[0].columns[0].max == 24.5);
  CHECK(data.notes.back() ==
        "RESAMPLE_HZ: 1 file of 1 brought to 1 Hz (every 1 s), 35 rows became 3; errors and "
        "predictions are those of the new rows.");
}

TEST_CASE("data.resample: up are straight lines through the rows") {
  const Dataset data = load_text("Time,I,V\n0,0,3\n1,4,3\n2,2,3\n", at(4));
  CHECK(current(data.files[0]) == Floats{0, 1, 2, 3, 4, 3.5F, 3, 2.5F, 2});
  CHECK(data.files[0].time[5] == 1.25);
  CHECK(data.files[0].line(3) == 2);
  CHECK(data.files[0].line(4) == 3);
  CHECK(data.files[0].line(8) == 4);
}

TEST_CASE("data.resample: rates that do not divide, either way") {
  const Dataset up = load_text("Time,I,V\n" + ramp(0, 1, 7), at(1 / 0.4));
  for (std::size_t row = 0; row < up.files[0].rows; ++row)
    CHECK(up.files[0].at(row, 0) == Approx(0.4 * static_cast<double>(row)));
  CHECK(up.files[0].rows == 16);
  // Bins of 1.5 rows hold one and two in turns.
  const Dataset down = load_text("Time,I,V\n" + ramp(0, 1, 9), at(1 / 1.5));
  CHECK(current(down.files[0]) == Floats{0.5F, 2, 3.5F, 5, 6.5F, 8});
}

TEST_CASE("data.resample: a clock that jitters stays in its bins, a missing row is bridged") {
  const std::vector<std::pair<double, std::string>> rows = {
      {0, "1"}, {0.5004, "2"}, {0.9996, "3"}, {1.5001, "4"}, {3.5, "8"}, {4, "9"}, {4.5, "10"}};
  const Dataset data = load_text(csv(rows), at(1));
  // The bin of 2 s has no row: on the line from 1.5001 s to 3.5 s, where its mean would lie.
  REQUIRE(data.files[0].rows == 5);
  CHECK(data.files[0].at(0, 0) == 1.5F);
  CHECK(data.files[0].at(1, 0) == 3.5F);
  CHECK(data.files[0].at(2, 0) == Approx(4 + 4 * (2.25 - 1.5001) / 1.9999).margin(1e-3));
  CHECK(data.files[0].at(3, 0) == 8);
  CHECK(data.files[0].at(4, 0) == 9.5F);
}

TEST_CASE("data.resample: nothing is made across a gap, and the series stays cut there") {
  const std::string text = "Time,I,V\n" + ramp(0, 0.1, 20) + ramp(2.8, 0.1, 20, 100);
  const Dataset data = load_text(text, at(1));
  // The gap is 0.9 s, shorter than a new row: only `breaks` still knows of it.
  CHECK(current(data.files[0]) == Floats{4.5F, 14.5F, 104.5F, 114.5F});
  CHECK(data.files[0].time == Doubles{0, 1, 2.8, 3.8});
  CHECK(data.summaries[0].gaps == 1);
  const std::vector<Segment> runs = time_runs(data, 0);
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].end == 2);
  CHECK(runs[1].begin == 2);
  const Dataset up = load_text("Time,I,V\n0,0,3\n1,1,3\n2,2,3\n12,8,3\n13,9,3\n", at(2));
  CHECK(current(up.files[0]) == Floats{0, 0.5F, 1, 1.5F, 2, 8, 8.5F, 9});
  CHECK(time_runs(up, 0).size() == 2);
}

TEST_CASE("data.resample: steps back in time and rows without a time cut, too") {
  const Dataset data =
      load_text("Time,I,V\n0,0,3\n1,1,3\n0,2,3\n1,3,3\nx,9,3\n3,5,3\n4,6,3\n", at(2));
  CHECK(current(data.files[0]) == Floats{0, 0.5F, 1, 2, 2.5F, 3, 5, 5.5F, 6});
  CHECK(time_runs(data, 0).size() == 3);
  CHECK(data.summaries[0].bad_times == 1);
}

TEST_CASE("data.resample: what is made of a bad cell is bad, in its column alone") {
  const Dataset down = load_text(csv({{0, "1"}, {0.5, "x"}, {1, "3"}, {1.5, "4"}}), at(1));
  CHECK(std::isnan(down.files[0].at(0, 0)));
  CHECK(down.files[0].at(0, 1) == 3);
  CHECK(down.files[0].at(1, 0) == 3.5F);
  CHECK(down.summaries[0].bad_rows == 1);
  CHECK(down.summaries[0].columns[0].nan == 1);
  CHECK_THAT(down.summaries[0].first_bad.at(0), contains("a.csv:3:2"));
  const Dataset up = load_text(csv({{0, "1"}, {1, ""}, {2, "3"}, {3, "4"}}), at(2));
  const Floats x = current(up.files[0]);
  CHECK(x[0] == 1);
  CHECK((std::isnan(x[1]) && std::isnan(x[2]) && std::isnan(x[3])));
  CHECK((x[4] == 3 && x[5] == 3.5F && x[6] == 4));
}

TEST_CASE("data.resample: a file at that rate stays as it is, byte for byte") {
  const std::string text = "Time,I,V\n" + ramp(0, 0.1, 20) + ramp(2.8, 0.1, 9);
  const Dataset plain = load_text(text, at(0)), same = load_text(text, at(10.005));
  CHECK(same.files[0].values == plain.files[0].values);
  CHECK(same.files[0].time == plain.files[0].time);
  CHECK(same.files[0].period == plain.files[0].period);
  CHECK(same.files[0].row_lines.empty());
  CHECK(same.notes == plain.notes);
  CHECK(same.summaries[0].file_rows == 0);
}

TEST_CASE("data.resample: files of two rates train together") {
  const TempDir dir;
  write_file(dir / "train/a.csv", "Time,I,V\n" + ramp(0, 0.1, 100));
  write_file(dir / "train/b.csv", "Time,I,V\n" + ramp(0, 1, 30));
  write_file(dir / "val/c.csv", "Time,I,V\n" + ramp(0, 2, 31));
  Hyperparams hp = at(1);
  hp.lookback = 4;
  const Dataset data = load_dataset(hp, data_folder(dir.path().string()));
  CHECK(data.files[0].rows == 10);
  CHECK(data.files[1].rows == 30);
  CHECK(data.files[2].rows == 61);
  CHECK(data.train.size() == 2);
}

TEST_CASE("data.resample: derived columns are made of the new rows") {
  Hyperparams hp = at(1);
  hp.feature_columns = {"Before"};
  hp.derived_columns = {"Before: lag(I, 1)"};
  CHECK(current(load_text("Time,I,V\n" + ramp(0, 0.1, 30), hp).files[0]) ==
        Floats{4.5F, 4.5F, 14.5F});
}

TEST_CASE("data.resample: refused without times, with too few rows, and by a factor of 1000") {
  const auto refusal = [](const std::string& text, double hz) {
    return refused(ErrorCode::data, [&] { load_text(text, at(hz)); });
  };
  CHECK_THAT(refusal("I,V\n1,2\n2,2\n", 1), contains("without a time column"));
  CHECK_THAT(refusal("Time,I,V\n1,1,2\n", 1), contains("no two rows with increasing times"));
  CHECK_THAT(refusal("Time,I,V\n" + ramp(0, 1, 5), 1001), contains("over 1000 rows out of one"));
  CHECK_THAT(refusal("Time,I,V\n" + ramp(0, 1, 5), 0.1), contains("no row is left"));
}
