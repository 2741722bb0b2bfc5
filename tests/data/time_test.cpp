// Gaps, stamps of a coarse clock, rows that fill a gap, and where series are cut.
#include "data/csv_case.hpp"
#include "data/time/gaps.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

using Doubles = std::vector<double>;

Hyperparams one_column() {
  Hyperparams hp;
  hp.feature_columns = {"I"};
  hp.target_columns = {"V"};
  return hp;
}

Dataset load_rows(const std::string& rows, const Hyperparams& hp) {
  const TempDir dir;
  write_file(dir / "a.csv", "Time,I,V\n" + rows);
  return load_test_data(hp, {(dir / "a.csv").string()});
}

// Rows at these times, with the row's number for a current.
std::string rows_at(const Doubles& times) {
  std::string text;
  for (std::size_t row = 0; row < times.size(); ++row)
    text += std::to_string(times[row]) + "," + std::to_string(row) + ",3\n";
  return text;
}

bool said(const Dataset& data, const std::string& part) {
  return std::any_of(data.notes.begin(), data.notes.end(),
                     [&](const std::string& note) { return note.find(part) != note.npos; });
}

}  // namespace

TEST_CASE("data.time: GAP_SECONDS and GAP_FACTOR say which step ends a series") {
  const std::string rows = rows_at({0, 1, 2, 5, 6, 7, 8, 18, 19});  // steps of 3 and 10 s
  const auto parts = [&](double seconds, double factor) {
    Hyperparams hp = one_column();
    hp.gap_seconds = seconds;
    hp.gap_factor = factor;
    const Dataset data = load_rows(rows, hp);
    CHECK(data.summaries[0].parts == time_runs(data, 0).size());
    CHECK(data.summaries[0].gaps + 1 == data.summaries[0].parts);
    return data.summaries[0].parts;
  };
  CHECK(parts(0, 5) == 2);
  CHECK(parts(0, 2) == 3);
  CHECK(parts(0, 11) == 1);
  CHECK(parts(10, 2) == 1);
  CHECK(parts(9.5, 5) == 2);
  CHECK(parts(2.5, 50) == 3);
}

TEST_CASE("data.time: FILL_ROWS puts rows on the straight line into short gaps") {
  Hyperparams hp = one_column();
  const std::string rows = rows_at({0, 1, 2, 9, 10, 11, 30});
  CHECK(load_rows(rows, hp).summaries[0].parts == 3);
  hp.fill_rows = 6;
  const Dataset data = load_rows(rows, hp);
  const FileSummary& summary = data.summaries[0];
  CHECK(summary.filled == 6);
  CHECK(summary.rows == 13);
  CHECK(summary.parts == 2);
  CHECK(data.files[0].time == Doubles{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 30});
  for (std::size_t j = 0; j <= 7; ++j)
    CHECK(data.files[0].at(2 + j, 0) == Approx(2 + static_cast<double>(j) / 7));
  CHECK(data.files[0].line(4) == 4);  // of the row before the gap
  CHECK(data.files[0].line(9) == 5);
  hp.fill_rows = 5;
  CHECK(load_rows(rows, hp).summaries[0].filled == 0);
}

TEST_CASE("data.time: a bad cell at a gap fills it with bad cells, no numbers") {
  Hyperparams hp = one_column();
  hp.fill_rows = 10;
  const Dataset data = load_rows("0,1,3\n1,2,3\n2,x,3\n9,4,3\n10,5,3\n", hp);
  CHECK(data.summaries[0].filled == 6);
  for (std::size_t row = 2; row < 9; ++row) CHECK(std::isnan(data.files[0].at(row, 0)));
  CHECK(data.summaries[0].bad_rows == 7);
}

TEST_CASE("data.time: stamps of a coarse clock are spread where the finer rate is plain") {
  Doubles times, spread;
  for (int second = 0; second < 8; ++second)
    for (int part = 0; part < 4; ++part) {
      times.push_back(second);
      spread.push_back(second + 0.25 * part);
    }
  times.erase(times.begin(), times.begin() + 2);  // the file begins in the middle of a second
  spread.erase(spread.begin(), spread.begin() + 2);
  const Dataset data = load_rows(rows_at(times), one_column());
  CHECK(data.files[0].time == spread);
  CHECK(data.period == 0.25);
  CHECK(data.summaries[0].repeated == 0);
  CHECK(said(data, "the clock stands still for 4 rows at a time"));

  // Two events at once are no coarse clock, nor is a clock of no even rate.
  for (const Doubles& other :
       {Doubles{0, 1, 2, 2, 3, 4, 5, 6}, Doubles{0, 0, 3, 3, 3, 3, 3, 4, 9, 9, 20, 20}}) {
    const Dataset kept = load_rows(rows_at(other), one_column());
    CHECK(kept.files[0].time == other);
    CHECK(kept.summaries[0].repeated > 0);
  }
}

TEST_CASE("data.time: a logger of two rates keeps its rows under RESAMPLE_HZ") {
  Doubles times;
  for (int rest = 0; rest < 25; ++rest)
    for (int row = 0; row < 40; ++row)
      times.push_back(times.empty() ? 0 : times.back() + (row == 0 ? 60 : 0.1));
  Hyperparams hp = one_column();
  CHECK(load_rows(rows_at(times), hp).summaries[0].parts == 25);
  hp.resample_hz = 1;
  const Dataset data = load_rows(rows_at(times), hp);
  CHECK(data.summaries[0].parts == 1);
  CHECK(static_cast<double>(data.files[0].rows) == Approx(times.back() - times.front()).margin(2));
  CHECK(said(data, "logged at a changing rate, every 0.1 s and every 60 s"));
  hp.gap_seconds = 10;
  CHECK(load_rows(rows_at(times), hp).summaries[0].parts == 25);
}

TEST_CASE("data.time: every cut has its line and its reason") {
  const Dataset data =
      load_rows("0,1,3\n1,2,3\n60,3,3\n61,x,3\n62,y,3\n63,4,3\n20,5,3\n21,6,3\n?,7,3\n23,8,3\n",
                one_column());
  const std::vector<SeriesCut>& cuts = data.summaries[0].cuts;
  const std::vector<std::pair<std::uint64_t, std::string>> expected = {{4, "time gap of 59 s"},
                                                                       {5, "bad cell"},
                                                                       {8, "step back of 43 s"},
                                                                       {10, "no time"},
                                                                       {11, "no time"}};
  REQUIRE(cuts.size() == expected.size());
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    CHECK(cuts[i].line == expected[i].first);
    CHECK(cuts[i].reason == expected[i].second);
  }
  CHECK(data.summaries[0].parts == 6);
}

TEST_CASE("data.time: the time's column, unit and form are known") {
  const TempDir dir;
  const auto summary_of = [&](const std::string& text) {
    write_file(dir / "a.csv", text);
    return load_test_data(one_column(), {(dir / "a.csv").string()}).summaries[0];
  };
  const FileSummary hours = summary_of("Test Time / h,I,V\n0,1,3\n0.5,1,3\n");
  CHECK(hours.time.column == "Test Time / h");
  CHECK(hours.time.unit == "h");
  CHECK(hours.time.format == "number");
  CHECK(hours.period == 1800);
  CHECK(
      summary_of("Date,Time,I,V\n2024-01-02,10:00:00,1,3\n2024-01-02,10:00:01,1,3\n").time.format ==
      "date and clock");
  CHECK(summary_of("Time,I,V\n10:00:00,1,3\n10:00:01,1,3\n").time.format == "clock");
  CHECK(summary_of("Time,I,V\n2024-01-02 10:00:00,1,3\n2024-01-02 10:00:01,1,3\n").time.format ==
        "date");
  CHECK(summary_of("I,V\n1,3\n1,3\n").time.column.empty());
}

TEST_CASE("data.time: SERIES_COLUMN puts the rows of each series together") {
  const TempDir dir;
  Hyperparams hp = one_column();
  hp.series_column = "Cell";
  const auto load = [&](const std::string& text) {
    write_file(dir / "a.csv", text);
    return load_test_data(hp, {(dir / "a.csv").string()});
  };
  // Interleaved, with a gap in B and a cell name that is left out.
  const Dataset data = load(
      "Cell,Time,I,V\nB,0,1,3\nA,0,10,3\nB,1,2,3\nA,1,11,3\nB,60,3,3\n,61,4,3\nA,2,12,3\nA,3,13,"
      "3\n");
  const SourceFile& file = data.files[0];
  CHECK(file.time == Doubles{0, 1, 60, 61, 0, 1, 2, 3});
  for (std::size_t row = 0; row < 8; ++row)
    CHECK(file.at(row, 0) == std::vector<float>{1, 2, 3, 4, 10, 11, 12, 13}[row]);
  CHECK(file.line(4) == 3);
  CHECK(file.line(3) == 7);
  const std::vector<Segment> runs = time_runs(data, 0);
  REQUIRE(runs.size() == 3);
  CHECK(runs[1].begin == 2);
  CHECK(runs[2].begin == 4);
  CHECK(data.summaries[0].backward == 0);
  CHECK(data.summaries[0].cuts[1].reason == "another series");
  CHECK(said(data, "2 series by column \"Cell\""));

  // Without a time the series are all that cuts.
  const Dataset timeless = load("Cell,I,V\n1,1,3\n2,10,3\n1,2,3\n2,11,3\n");
  CHECK(time_runs(timeless, 0).size() == 2);
  CHECK(timeless.summaries[0].parts == 2);

  hp.fill_rows = 3;
  const Dataset filled =
      load("Cell,Time,I,V\nA,0,1,3\nA,1,2,3\nA,2,3,3\nA,8,4,3\nB,13,5,3\nB,14,6,3\nB,15,7,3\n");
  CHECK(filled.summaries[0].filled == 0);  // five are missing
  hp.gap_factor = 2;
  const Dataset more =
      load("Cell,Time,I,V\nA,0,1,3\nA,1,2,3\nA,2,3,3\nA,6,4,3\nB,10,5,3\nB,11,6,3\nB,12,7,3\n");
  CHECK(more.summaries[0].filled == 3);
  CHECK(more.files[0].breaks == std::vector<std::size_t>{7});

  hp.series_column = "Cel";
  CHECK_THAT(refused(ErrorCode::data, [&] { load("Cell,Time,I,V\nA,0,1,3\n"); }),
             contains("a.csv:1: column \"Cel\" is missing") && contains("did you mean \"Cell\"?"));
}
