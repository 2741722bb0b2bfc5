#include "data/csv/layout.hpp"
#include "data/csv/lines.hpp"
#include "data/csv_case.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

CsvLayout layout(const std::string& text, const std::string& time = "auto") {
  return find_layout("a.csv", text, {"I", "V"}, time);
}

}  // namespace

TEST_CASE("data.csv_layout: delimiters comma, semicolon, tab") {
  for (const char delimiter : {',', ';', '\t'}) {
    std::string text = "I,x,V\n1,2,3\n";
    for (char& c : text)
      if (c == ',') c = delimiter;
    const CsvLayout found = layout(text);
    CHECK(found.delimiter == delimiter);
    CHECK(found.marks.decimal_comma == (delimiter == ';'));
    CHECK(found.wanted == std::vector<std::size_t>{0, 2});
  }
}

TEST_CASE("data.csv_layout: the header is found below a preamble, units below it") {
  const CsvLayout found = layout("Tester 7\n\nlog, of today, I\nTime,I,V\ns,A,V\n0,1,3.5\n");
  CHECK(found.header == std::vector<std::string>{"Time", "I", "V"});
  CHECK(found.data_line == 6);
  REQUIRE(found.notes.size() == 2);
  CHECK_THAT(found.notes[0], contains("the header is line 4"));
  CHECK_THAT(found.notes[1], contains("a.csv:5: a row of units"));
}

TEST_CASE("data.csv_layout: a first row of missing values is no row of units") {
  CHECK(layout("I,V\nNA,NA\n1,2\n").data_line == 2);
  CHECK(layout("I,V\nNaN,NaN\n1,2\n").data_line == 2);
  CHECK(layout("I,V\nA,V\nx,y\n").data_line == 2);  // no numbers below: not units, but bad data
}

TEST_CASE("data.csv_layout: quoted, padded and Latin-1 names; trailing delimiters") {
  const CsvLayout quoted = layout("\"I\", V ,\n1,2,\n");
  CHECK(quoted.header == std::vector<std::string>{"I", "V"});
  const CsvLayout latin = find_layout("a.csv",
                                      "T [\xB0"
                                      "C],V\n1,2\n",
                                      {"T [\u00B0C]", "V"}, "auto");
  CHECK(latin.wanted == std::vector<std::size_t>{0, 1});
  const CsvLayout utf8 = find_layout("a.csv", "T [\u00B0C],V\n1,2\n", {"T [\u00B0C]", "V"}, "auto");
  CHECK(utf8.wanted == std::vector<std::size_t>{0, 1});
}

TEST_CASE("data.csv_layout: a missing column names file, column and the nearest names") {
  const std::string message = refused(ErrorCode::data, [] {
    find_layout("a.csv", "preamble\nTime,Curent,Volt,Temp\n1,2,3,4\n",
                {"Current", "Temp", "Voltage"}, "auto");
  });
  CHECK_THAT(message, contains("a.csv:2: columns \"Current\", \"Voltage\" are missing"));
  CHECK_THAT(message, contains("did you mean \"Curent\", \"Volt\"?"));
}

TEST_CASE("data.csv_layout: without any wanted column the widest line is the header") {
  const std::string message =
      refused(ErrorCode::data, [] { layout("log, of today\na,b,c\n1,2,3\n4,5,6\n"); });
  CHECK_THAT(message, contains("a.csv:2:"));
  CHECK_THAT(message, contains("got \"a\", \"b\", \"c\""));
}

TEST_CASE("data.csv_layout: a doubled name is an error when it is wanted") {
  CHECK_THAT(refused(ErrorCode::data, [] { layout("I,V,x,I\n1,2,3,4\n"); }),
             contains("a.csv:1:4: column \"I\" stands twice"));
  CHECK(layout("x,I,x,V\n1,2,3,4\n").wanted == std::vector<std::size_t>{1, 3});
}

TEST_CASE("data.csv_layout: the time column by its name and its cells") {
  using Columns = std::vector<std::size_t>;
  CHECK(layout("TIMESTAMP,I,V\n0.5,1,2\n").time == Columns{0});
  CHECK(layout("I,V\n1,2\n").time.empty());
  CHECK(layout("Temp,I,V\n1,1,2\n").time.empty());
  CHECK(layout("Time,I,V\n0,1,2\n", "none").time.empty());
  CHECK(layout("clock_s,I,V\n0,1,2\n", "clock_s").time == Columns{0});
  const CsvLayout late = layout("Time,I,V\n,1,2\n2020-01-01T00:00:00,1,2\n");
  CHECK(late.time == Columns{0});
  CHECK(late.iso_time);
}

TEST_CASE("data.csv_layout: date and clock in two columns are joined, a date_and_clock is not") {
  using Columns = std::vector<std::size_t>;
  CHECK(layout("Date,Time,I,V\n2004-03-10,18:00:00,1,2\n").time == Columns{0, 1});
  CHECK(layout("Time,I,V,Date\n18:00:00,1,2,2004-03-10\n").time == Columns{0, 3});
  CHECK(layout("Timestamp,Date,I,V\n2004-03-10 18:00,2004-03-10,1,2\n").time == Columns{0});
  CHECK(layout("Date,Time,I,V\n2004-03-10,18:00:00,1,2\n", "Date").time == Columns{0, 1});
}

TEST_CASE("data.csv_layout: a time column that holds no time") {
  const CsvLayout found = layout("Date,I,V\n10/03/2004,1,2\n");
  CHECK(found.time.empty());
  REQUIRE(found.notes.size() == 1);
  CHECK_THAT(found.notes[0], contains("column \"Date\" is no time"));
  CHECK_THAT(refused(ErrorCode::data, [] { layout("Date,I,V\n10/03/2004,1,2\n", "Date"); }),
             contains("TIME_COLUMN"));
  CHECK_THAT(refused(ErrorCode::data, [] { layout("Time,I,V\n0,1,2\n", "Tme"); }),
             contains("did you mean \"Time\"?"));
}

TEST_CASE("data.csv_layout: quotes hide delimiters") {
  std::vector<std::string_view> cells;
  split_cells("a,\"b,c\",,d", ',', cells);
  CHECK(cells == std::vector<std::string_view>{"a", "\"b,c\"", "", "d"});
  split_cells("", ',', cells);
  CHECK(cells == std::vector<std::string_view>{""});
  const CsvLayout found = layout("I,V,\"T, \"\"cell\"\" 1\"\n1,2,3\n");
  CHECK(found.header == std::vector<std::string>{"I", "V", "T, \"cell\" 1"});
}

TEST_CASE("data.csv_layout: a header has at most 16384 columns") {
  std::string names = "I,V", cells = "1,2";
  for (std::size_t column = 2; column < kMaxColumns; ++column) {
    names += ",time" + std::to_string(column);  // each may be a time
    cells += ",x";
  }
  std::string rows;
  for (int row = 0; row < 20; ++row) rows += cells + "\n";
  CHECK(layout(names + "\n" + rows).header.size() == kMaxColumns);
  CHECK_THAT(refused(ErrorCode::data, [&] { layout("log\n" + names + ",last\n" + rows); }),
             contains("a.csv:2: the header has too many columns, expected at most 16384"));
}

TEST_CASE("data.csv_layout: a preamble has at most 200 lines, the header is one of them") {
  std::string preamble;
  for (int line = 1; line < 200; ++line) preamble += "note\n";
  CHECK(layout(preamble + "I,V\n1,2\n").data_line == 201);
  CHECK_THAT(refused(ErrorCode::data, [&] { layout(preamble + "note\nI,V\n1,2\n"); }),
             contains("missing"));
}
