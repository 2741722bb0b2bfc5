// Lines that are no plain CSV.
#include "data/csv/line_form.hpp"

#include "data/csv_case.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

using Values = std::vector<float>;
const Values kRight = {1, 2, 3, 4, 5, 6};

}  // namespace

TEST_CASE("data.line_form: lines within quotes as a whole") {
  CHECK(read_text("\"I,T,V\"\n\"1,2,3\"\n\"4,5,6\"\n").file.values == kRight);
  CHECK(read_text("\"I;T;V\"\r\n\"1;2;3\"\r\n\"4;5;6\"\r\n").file.values == kRight);
  CHECK(read_text("\"I,T,\"\"V\"\"\"\n\"1,2,\"\"3\"\"\"\n\"4,5,6\"").file.values == kRight);
  // Every cell within quotes is plain CSV.
  CHECK(read_text("\"I\",\"T\",\"V\"\n\"1\",\"2\",\"3\"\n\"4\",\"5\",\"6\"\n").file.values ==
        kRight);
}

TEST_CASE("data.line_form: cells apart by blanks") {
  CHECK(read_text("I T V\n1 2 3\n4 5 6\n").file.values == kRight);
  CHECK(read_text("  I      T     V\n  1.0    2.0   3.0\n  4.0    5     6\n").file.values ==
        kRight);
  CHECK(read_text("made by a logger\nI T V\nA C V\n1 2 3\n4 5 6\n").file.values == kRight);
  CHECK(read_text("Time \"I\" T V\n0 1 2 3\n1 4 5 6\n").file.values == kRight);
  const Table csv = read_text("t I T V\n0,5 1 2 3\n1,5 4 5 6,5\n", [] {
    Hyperparams hp = volts();
    hp.time_column = "t";
    return hp;
  }());
  CHECK(csv.file.time == std::vector<double>{0.5, 1.5});
  CHECK(csv.file.values == Values{1, 2, 3, 4, 5, 6.5F});
  CHECK(csv.file.line(1) == 3);
}

TEST_CASE("data.line_form: words in a preamble are no header, tabs alone are a delimiter") {
  CHECK(read_text("columns I T V of the cell\nI,T,V\n1,2,3\n4,5,6\n").file.values == kRight);
  CHECK(read_text("I T V\nI,T,V\n1,2,3\n4,5,6\n").file.values == kRight);
  CHECK(read_text("I \tT \tV \n1 \t2 \t3\n4 \t5 \t6\n").file.values == kRight);
  CHECK_THAT(refusal("I T V\n1 2\n4 5\n"), contains("missing"));
}

TEST_CASE("data.line_form: each block of a long file is rewritten, and lines keep their numbers") {
  std::string text = "I T V\n";
  for (int i = 0; i < 300000; ++i) text += "1   2   3\n";
  const Table csv = read_text(text + "1 x 3\n");
  CHECK(csv.file.rows == 300001);
  CHECK_THAT(csv.summary.first_bad.at(0), contains("a.csv:300002:2: column \"T\""));
}
