// Derived columns of a file: what is read, where they restart, what is counted; and the notes on
// columns that give the target away.
#include "data/derive/derived_columns.hpp"

#include <algorithm>
#include <cmath>

#include "data/csv_case.hpp"
#include "lstmtrain/dataset.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

using Names = std::vector<std::string>;

Hyperparams power(const Names& features, const Names& derived) {
  Hyperparams hp = volts();
  hp.feature_columns = features;
  hp.derived_columns = derived;
  return hp;
}

std::vector<float> column(const Dataset& data, std::size_t c) {
  std::vector<float> values;
  for (std::size_t row = 0; row < data.files[0].rows; ++row)
    values.push_back(data.files[0].at(row, c));
  return values;
}

std::size_t count(const Names& lines, const std::string& part) {
  return static_cast<std::size_t>(std::count_if(lines.begin(), lines.end(), [&](const auto& line) {
    return line.find(part) != std::string::npos;
  }));
}

Names notes(const Names& features, const Names& targets, const Names& derived, int offset = 0) {
  const TempDir dir;
  write_file(dir / "a.csv", "Current,Voltage,Power,I,T,V\n1,2,3,4,5,6\n1,2,3,4,5,6\n");
  Hyperparams hp = power(features, derived);
  hp.target_columns = targets;
  hp.target_offset = offset;
  hp.lookback = 1;
  return check_data(hp, {(dir / "a.csv").string()}).notes;
}

}  // namespace

TEST_CASE("data.derived_columns: from columns that are no features, and from each other") {
  const Dataset data = load_text("I,T,V,U\n1,20,3,10\n2,21,4,11\n",
                                 power({"T", "Twice", "I"}, {"P: U*I", "Twice: 2*P", "Idle: T/0"}));
  CHECK(data.columns == Names{"T", "Twice", "I", "V"});
  CHECK(data.files[0].columns == 4);
  CHECK(data.files[0].values == std::vector<float>{20, 20, 1, 3, 21, 44, 2, 4});
  CHECK(data.summaries[0].columns[1].name == "Twice");
  CHECK(data.summaries[0].columns[1].mean == 32);
  CHECK(data.summaries[0].columns[2].max == 2);
  CHECK(data.summaries[0].bad_rows == 0);
  const DerivedColumns columns(power({"T", "Twice", "I"}, {"P: U*I", "Twice: 2*P", "Idle: X"}));
  CHECK(columns.raw() == Names{"T", "I", "V", "U"});  // X is of a column that nothing needs
}

TEST_CASE("data.derived_columns: a target may be derived, names may hold blanks") {
  Hyperparams hp = power({"I"}, {"Temp rise: \"Cell T\" - \"Air T\""});
  hp.target_columns = {"Temp rise"};
  CHECK(column(load_text("Air T,Cell T,I\n20,25,1\n20,26,1\n", hp), 1) == std::vector<float>{5, 6});
}

TEST_CASE("data.derived_columns: they restart at a time gap and behind a bad cell of their own") {
  const Hyperparams hp = power({"I", "Before"}, {"Before: lag(T, 1)"});
  CHECK(column(load_text("Time,I,T,V\n0,1,10,3\n1,1,11,3\n2,1,12,3\n90,1,13,3\n91,1,14,3\n", hp),
               1) == std::vector<float>{10, 10, 11, 13, 13});
  // Row 1: T is bad. Row 3: I is, which Before does not read.
  const Dataset data = load_text("I,T,V\n1,10,3\n1,x,3\n1,12,3\nx,13,3\n1,14,3\n", hp);
  const std::vector<float> before = column(data, 1);
  CHECK(std::isnan(before[1]));
  CHECK((before[2] == 12 && before[3] == 12 && before[4] == 13));
  CHECK(data.summaries[0].bad_rows == 2);
  CHECK(data.summaries[0].columns[1].nan == 1);
  CHECK(count(data.summaries[0].first_bad, "a.csv:3:2: column \"T\"") == 1);
  CHECK(count(data.summaries[0].first_bad, "Before") == 0);  // the cell itself is named
}

TEST_CASE("data.derived_columns: a result that is not finite is a bad cell with its line") {
  const Hyperparams hp = power({"L", "Q"}, {"L: log(I)", "Q: 1e30*T"});
  const Dataset data = load_text("I,T,V\n1,1,3\n\n0,2,3\n-1,1e9,3\n1,4,3\n", hp);
  CHECK(data.summaries[0].bad_rows == 2);
  CHECK(data.summaries[0].columns[0].inf == 1);
  CHECK(data.summaries[0].columns[0].nan == 1);
  CHECK(data.summaries[0].columns[1].inf == 1);
  CHECK(count(data.notes,
              "a.csv:4: derived column \"L\" has no value, got a result that is "
              "infinite") == 1);
  CHECK(count(data.notes,
              "a.csv:5: derived column \"L\" has no value, got a result that is no "
              "number") == 1);
  CHECK(std::isnan(data.files[0].at(1, 0)));
  Hyperparams strict = hp;
  strict.missing_data = MissingData::error;
  CHECK_THAT(refused(ErrorCode::data, [&] { load_text("I,T,V\n1,1,3\n0,2,3\n", strict); }),
             contains("a.csv:3: derived column \"L\""));
}

TEST_CASE("data.derived_columns: seconds come from the time column, which has to be there") {
  const Hyperparams hp = power({"Charge"}, {"Charge: integral(I)"});
  CHECK(column(load_text("Time,I,V\n0,2,3\n0.5,4,3\n1,4,3\n", hp), 0) ==
        std::vector<float>{0, 1.5F, 3.5F});
  const std::string message = refused(ErrorCode::data, [&] { load_text("I,V\n0,2\n1,4\n", hp); });
  CHECK_THAT(message, contains("derived column \"Charge\" computes with seconds"));
  CHECK_THAT(message, contains("TIME_COLUMN"));
}

TEST_CASE("data.derived_columns: a column that the file lacks is named with the nearest one") {
  CHECK_THAT(refused(ErrorCode::data,
                     [] { load_text("I,Volts,V\n1,2,3\n", power({"P"}, {"P: Volt*I"})); }),
             contains("column \"Volt\" is missing"));
  CHECK_THAT(refused(ErrorCode::config, [] { load_text("I,V\n1,2\n", power({"P"}, {"P: I*"})); }),
             contains("the expression is wrong"));
}

TEST_CASE("data.derived_columns: row by row on a device as in the file") {
  const Hyperparams hp =
      power({"P", "Slow"}, {"P: moving_average(V*I, 3)", "Slow: low_pass(P, 5) - lag(T, 2)"});
  const std::string text = good_csv(40);
  const Dataset data = load_text(text, hp);
  Hyperparams raw = hp;
  DerivedColumns columns(hp);
  raw.feature_columns = columns.raw();
  raw.feature_columns.erase(raw.feature_columns.begin());  // V, the target
  raw.derived_columns.clear();
  CHECK(columns.raw().front() == "V");
  const Dataset cells = load_text(text, raw);
  for (std::size_t row = 0; row < 40; ++row) {
    std::vector<double> in = {cells.files[0].exact(row, cells.num_features)}, out(3);
    for (std::size_t c = 0; c < cells.num_features; ++c) in.push_back(cells.files[0].at(row, c));
    columns.next(in, 1, out);
    for (std::size_t c = 0; c < 3; ++c)
      CHECK(static_cast<float>(out[c]) == data.files[0].at(row, c));
  }
}

TEST_CASE("data.column_notes: features that are made of the target") {
  CHECK(count(notes({"Watts"}, {"Voltage"}, {"Watts: Voltage*Current"}),
              "\"Watts\" is computed from the target \"Voltage\" of the same row: a leak") == 1);
  CHECK(count(notes({"X"}, {"Voltage"}, {"A: Voltage+1", "X: moving_average(A, 5)"}), "a leak") ==
        1);
  const Names lagged = notes({"X"}, {"Voltage"}, {"X: lag(Voltage, 1)"});
  CHECK(count(lagged, "a leak") == 0);
  CHECK(count(lagged, "earlier rows of the target") == 1);
  CHECK(count(notes({"X"}, {"Voltage"}, {"X: diff(Voltage)"}), "a leak") == 1);
  CHECK(count(notes({"X"}, {"Voltage"}, {"X: Voltage*2"}, 1), "earlier rows of the target") == 1);
  CHECK(count(notes({"X"}, {"Voltage"}, {"X: Current*2"}), "target") == 0);
  CHECK(count(notes({"I"}, {"V"}, {"X: T*2"}), "\"X\" is neither a feature nor a target") == 1);
}

TEST_CASE("data.column_notes: power and current give the voltage away") {
  const char* const both = "their quotient is the target \"Voltage\"";
  const char* const alone = "holds the target \"Voltage\" as a factor";
  CHECK(count(notes({"Power", "Current"}, {"Voltage"}, {}), both) == 1);
  CHECK(count(notes({"Power", "Current"}, {"Voltage"}, {}), alone) == 0);
  CHECK(count(notes({"Power"}, {"Voltage"}, {}), alone) == 1);
  CHECK(count(notes({"Current"}, {"Voltage"}, {}), alone) == 0);
  CHECK(count(notes({"Power", "Current"}, {"T"}, {}), "quotient") == 0);
}
