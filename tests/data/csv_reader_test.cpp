#include <algorithm>
#include <cmath>

#include "base/rng.hpp"
#include "data/csv/reader.hpp"
#include "data/csv_case.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// Row 7 of a good file of ten rows, in line 8, has `cell` in column I.
std::string with_cell(const std::string& cell) {
  std::string text = "Time,I,T,V\n";
  for (int row = 1; row <= 10; ++row)
    text += std::to_string(row) + "," + (row == 7 ? cell : std::to_string(row)) + ",20,3.5\n";
  return text;
}

using Lines = std::vector<std::uint64_t>;

// Of each row.
Lines lines_of(const Table& table) {
  Lines lines;
  for (std::size_t row = 0; row < table.file.rows; ++row) lines.push_back(table.file.line(row));
  return lines;
}

}  // namespace

TEST_CASE("data.csv_reader: rows, columns in the asked order, time, summary") {
  const Table csv = read_text("V,x,Time,T,I\n3.5,9,0,20,-1\n3.25,9,2,21,1\n");
  CHECK(csv.file.rows == 2);
  CHECK(csv.file.columns == 3);
  CHECK(csv.file.values == std::vector<float>{-1, 20, 3.5, 1, 21, 3.25});
  CHECK(csv.file.time == std::vector<double>{0, 2});
  CHECK_FALSE(csv.file.iso_time);
  CHECK(csv.file.line(1) == 3);
  REQUIRE(csv.summary.columns.size() == 3);
  CHECK(csv.summary.columns[0].name == "I");
  CHECK(csv.summary.columns[2].min == 3.25);
  CHECK(csv.summary.columns[2].max == 3.5);
  CHECK(csv.summary.columns[2].mean == 3.375);
  CHECK(csv.summary.columns[2].deviation == Approx(0.125));
  CHECK(csv.summary.columns[2].bad() == 0);
}

TEST_CASE("data.csv_reader: byte-order mark, CRLF, trailing blanks, no end of line at the end") {
  const Table csv = read_text("\xEF\xBB\xBFI,T,V\r\n1, 2 ,3\t\r\n4,5,6");
  CHECK(csv.file.values == std::vector<float>{1, 2, 3, 4, 5, 6});
  CHECK(csv.file.time.empty());
}

TEST_CASE("data.csv_reader: semicolons with a decimal comma, quoted cells") {
  const Table csv = read_text("I;T;V\n1,5;\"-2,25\";3\n\"0,5\";1;3,75\n");
  CHECK(csv.file.values == std::vector<float>{1.5F, -2.25F, 3, 0.5F, 1, 3.75F});
  CHECK(read_text("I,T,V\n1,\"2\",3\n").file.values == std::vector<float>{1, 2, 3});
}

TEST_CASE("data.csv_reader: each kind of bad cell is counted and named with its place") {
  struct Case {
    const char* cell;
    std::size_t ColumnSummary::*kind;
    const char* what;
  };
  for (const Case& bad :
       {Case{"n/a", &ColumnSummary::text, "is not a number, got \"n/a\""},
        Case{"", &ColumnSummary::blank, "is blank"}, Case{" ", &ColumnSummary::blank, "is blank"},
        Case{"NaN", &ColumnSummary::nan, "is not finite"},
        Case{"-Inf", &ColumnSummary::inf, "is not finite"},
        Case{"1e308", &ColumnSummary::overflow, "overflows float32, got \"1e308\""},
        Case{"-200", &ColumnSummary::sentinel, "is one of MISSING_VALUES"}}) {
    INFO("cell: " << bad.cell);
    Hyperparams hp = volts();
    hp.missing_values = {-200};
    const Table csv = read_text(with_cell(bad.cell), hp);
    CHECK(csv.summary.columns[0].*bad.kind == 1);
    CHECK(csv.summary.columns[0].bad() == 1);
    CHECK(csv.summary.columns[1].bad() == 0);
    CHECK(csv.summary.columns[0].max == 10);
    CHECK(std::isnan(csv.file.at(6, 0)));
    CHECK(csv.file.at(6, 1) == 20);
    REQUIRE(csv.summary.first_bad.size() == 1);
    CHECK_THAT(csv.summary.first_bad[0], contains("a.csv:8:2: column \"I\" "));
    CHECK_THAT(csv.summary.first_bad[0], contains(bad.what));
  }
}

TEST_CASE("data.csv_reader: MISSING_DATA keep feeds cells as they read") {
  Hyperparams hp = volts();
  hp.missing_data = MissingData::keep;
  hp.missing_values = {-200};
  CHECK(read_text(with_cell("1e308"), hp).file.at(6, 0) == INFINITY);
  CHECK(read_text(with_cell("-Inf"), hp).file.at(6, 0) == -INFINITY);
  CHECK(read_text(with_cell("-200"), hp).file.at(6, 0) == -200);
  CHECK(std::isnan(read_text(with_cell("x"), hp).file.at(6, 0)));
}

TEST_CASE("data.csv_reader: only the first few bad cells are named, all are counted") {
  std::string text = "I,T,V\n";
  for (int row = 0; row < 100; ++row) text += "x,1,2\n";
  const Table csv = read_text(text);
  CHECK(csv.summary.columns[0].text == 100);
  CHECK(csv.summary.first_bad.size() == 5);
}

TEST_CASE("data.csv_reader: blank lines are skipped and lines are still counted") {
  const Table csv = read_text("I,T,V\n1,1,1\n\n\n2,2,2\n  \n3,x,3\n");
  CHECK(lines_of(csv) == Lines{2, 5, 7});
  CHECK_THAT(csv.summary.first_bad.at(0), contains("a.csv:7:2"));
}

TEST_CASE("data.csv_reader: rows of delimiters are blank cells, but no rows at the end") {
  const Table csv = read_text("Time,I,T,V\n0,1,1,1\n,,,\n\n2,2,2,2\n,,,\n,,,\n");
  CHECK(lines_of(csv) == Lines{2, 3, 5});
  CHECK(std::isnan(csv.file.at(1, 0)));
  CHECK(std::isnan(csv.file.time[1]));
  CHECK(csv.summary.columns[0].blank == 1);
  CHECK(csv.summary.bad_times == 1);
  CHECK_THAT(csv.summary.first_bad.at(0), contains("a.csv:3:2"));
}

TEST_CASE("data.csv_reader: a cell that is no time is counted and named") {
  const Table csv = read_text("Time,I,T,V\n0,1,1,1\nx,1,1,1\n2,1,1,1\n");
  CHECK(csv.summary.bad_times == 1);
  CHECK(std::isnan(csv.file.time[1]));
  CHECK_THAT(csv.summary.first_bad.at(0), contains("a.csv:3:1: column \"Time\" is no time"));
}

TEST_CASE("data.csv_reader: date and clock add up") {
  const Table csv =
      read_text("Date,Time,I,T,V\n2004-03-10,23:00:00,1,1,1\n2004-03-11,00:00:00,1,1,1\n");
  CHECK(csv.file.iso_time);
  CHECK(csv.file.time[1] - csv.file.time[0] == 3600);
}

TEST_CASE("data.csv_reader: a time column may be a feature too") {
  Hyperparams hp = volts();
  hp.feature_columns = {"Time", "I"};
  hp.time_column = "Time";
  const Table csv = read_text("Time,I,V\n0,1,3\n1,1,3\n", hp);
  CHECK(csv.file.time == std::vector<double>{0, 1});
  CHECK(csv.file.values == std::vector<float>{0, 1, 3, 1, 1, 3});
}

TEST_CASE("data.csv_reader: a line cut off, a footer, a header again, NUL bytes are left out") {
  std::string text = "I,T,V\n1,2,3\n4,5,6\nI,T,V\n7,8,9\n###\n1,1,1\nend of file\n2,2,2\n3,3";
  std::ranges::replace(text, '#', '\0');
  const Table csv = read_text(text);
  CHECK(csv.file.values == std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 1, 1, 2, 2, 2});
  CHECK(csv.summary.left_out == 4);
  REQUIRE(csv.notes.size() == 2);  // and that there is no time
  CHECK_THAT(csv.notes[1], contains("a.csv:4:1: the header once more; it and 3 more lines"));
  CHECK(csv.file.line(4) == 9);
}

TEST_CASE("data.csv_reader: the decimal mark is that of the cells, whatever the delimiter") {
  CHECK(read_text("I\tT\tV\n1,5\t2\t-3,25\n").file.values == std::vector<float>{1.5F, 2, -3.25F});
  CHECK(read_text("I\tT\tV\n1.5\t2\t-3.25\n").file.values == std::vector<float>{1.5F, 2, -3.25F});
  CHECK(read_text("I;T;V\n1.5;2;3.25\n").file.values == std::vector<float>{1.5F, 2, 3.25F});
  for (const char* both :
       {"I;T;V\n-1.500;2;3,25\n", "I;T;V\n-1,500;2;3.25\n", "I\tT\tV\n3,412\t2\t3\n"})
    CHECK_THAT(refusal(both), contains("the decimal mark cannot be told"));
}

TEST_CASE("data.csv_reader: where half of the rows are ragged, line and column are named") {
  CHECK_THAT(refusal("I,T,V\n1,2,3\n1,2\n"), contains("a.csv:3:3: ragged row, got 2 cells"));
  CHECK_THAT(refusal("I,T,V\n1,2,3\n1,2,3,4\n"), contains("a.csv:3:4: ragged row, got 4 cells"));
  CHECK_THAT(refusal("I,T,V\n1,\"2,3\n"), contains("a.csv:2:3: ragged row"));
  CHECK(read_text("I,T,V\n1,2,3, ,\n").file.rows == 1);
}

TEST_CASE("data.csv_reader: empty, header only, binary and missing files") {
  CHECK_THAT(refusal(""), contains("a.csv: the file is empty"));
  CHECK_THAT(refusal("\xEF\xBB\xBF\r\n \n"), contains("the file is empty"));
  CHECK_THAT(refusal("I,T,V\n"), contains("a.csv:2: the file has a header and no rows"));
  CHECK_THAT(refusal("I,T,V\n,,\n"), contains("no rows"));
  CHECK_THAT(refusal(std::string("I,T,V\n1,2,3\n1,\0,3\n", 18)), contains("NUL bytes"));
  CHECK_THAT(refusal("\x89PNG\r\n\x1a\n"), contains("missing"));
  refused(ErrorCode::not_found, [] { read_csv("no/such.csv", "such.csv", {"I"}, volts()); });
  refused(ErrorCode::io, [] { read_csv("/", "root", {"I"}, volts()); });
}

TEST_CASE("data.csv_reader: a file of many blocks reads as one") {
  std::string text = "I,T,V\n";
  double sum = 0;
  const int rows = 200000;
  for (int row = 0; row < rows; ++row) {
    text += std::to_string(row) + ",1.5," + std::to_string(row % 10) + "\n";
    sum += row % 10;
  }
  const Table csv = read_text(text);
  REQUIRE(csv.file.rows == rows);
  for (std::size_t row = 0; row < rows; ++row)
    REQUIRE(csv.file.at(row, 0) == static_cast<float>(row));
  CHECK(csv.summary.columns[2].mean == Approx(sum / rows));
}

TEST_CASE("data.csv_reader: broken text gives rows or an Error, never worse") {
  const std::string good = "Time,I,T,V\n0,1,2,3\n1,\"1\",2,3\n\n2,-1.5e3,2,3\n3,nan,,1e308\n";
  const Philox rng(3, Purpose::simulate);
  int read = 0, errors = 0;
  for (std::uint32_t i = 0; i < 3000; ++i) {
    std::string text = good.substr(0, 1 + rng(i, 0)[0] % good.size());
    for (std::uint32_t k = 0; k < rng(i, 1)[0] % 6; ++k)
      text[rng(i, 2, k)[0] % text.size()] = static_cast<char>(rng(i, 2, k)[1] % 256);
    const TempDir dir;
    try {
      read_text(text);
      ++read;
    } catch (const Error&) {
      ++errors;
    }
  }
  CHECK(read > 100);
  CHECK(errors > 100);
}

TEST_CASE(
    "data.csv_reader: more rows than the limit are refused, and no more than it are reserved") {
  const TempDir dir;
  write_file(dir / "a.csv", good_csv(10));
  const std::string path = (dir / "a.csv").string();
  CHECK(read_csv(path, "a.csv", {"I"}, volts(), 10).file.rows == 10);
  CHECK_THAT(refused(ErrorCode::data, [&] { read_csv(path, "a.csv", {"I"}, volts(), 9); }),
             contains("a.csv:11: the file has too many rows, expected at most 9"));
}

TEST_CASE("data.csv_reader: a terabyte of holes behind good rows costs no memory") {
  const TempDir dir;
  const std::string text = good_csv(60000);
  REQUIRE(text.size() > kMaxLine);  // the first block is good
  write_file(dir / "a.csv", text);
  std::filesystem::resize_file(dir / "a.csv", std::uintmax_t{1} << 40);
  CHECK_THAT(refused(ErrorCode::data,
                     [&] { read_csv((dir / "a.csv").string(), "a.csv", {"I"}, volts()); }),
             contains("the line is too long"));
}
