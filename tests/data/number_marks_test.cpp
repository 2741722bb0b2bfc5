// Decimal and thousands marks, of a whole file.
#include "data/csv/number_marks.hpp"

#include "data/csv_case.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

using Values = std::vector<float>;

Values values(const std::string& text, DecimalMark mark = DecimalMark::automatic) {
  Hyperparams hp = volts();
  hp.decimal_mark = mark;
  return read_text(text, hp).file.values;
}

}  // namespace

TEST_CASE("data.number_marks: thousands are read where the cells tell which mark is which") {
  const Values right = {1234.5F, 1234567, 3.5F, -2, 1000, 4.25F};
  CHECK(values("I;T;V\n1.234,5;1.234.567;3,5\n-2;1.000;4,25\n") == right);
  CHECK(values("I;T;V\n1,234.5;1,234,567;3.5\n-2;1,000;4.25\n") == right);
  CHECK(values("I\tT\tV\n1.234,5\t1.234.567\t3,5\n-2\t1.000\t4,25\n") == right);
  CHECK(values("I,T,V\n\"1,234.5\",\"1,234,567\",3.5\n-2,\"1,000\",4.25\n") == right);
  CHECK(values("I,T,V\n\"1.234,5\",\"1.234.567\",\"3,5\"\n-2,\"1.000\",\"4,25\"\n") == right);
}

TEST_CASE("data.number_marks: three decimals everywhere are decimals where the delimiter says so") {
  CHECK(values("I;T;V\n1,234;25,125;3,412\n") == Values{1.234F, 25.125F, 3.412F});
  CHECK(values("I\tT\tV\n0,234\t25,125\t3,412\n") == Values{0.234F, 25.125F, 3.412F});
  CHECK(values("I,T,V\n1.234,25.125,3.412\n") == Values{1.234F, 25.125F, 3.412F});
  CHECK(values("I\tT\tV\n1.234\t25.125\t3.412\n") == Values{1.234F, 25.125F, 3.412F});
}

TEST_CASE("data.number_marks: what could be either is refused, and read as DECIMAL_MARK says") {
  const std::string tabbed = "I\tT\tV\n1,234\t25,125\t3,412\n";
  const std::string quoted = "I,T,V\n\"1,234\",25.5,3.412\n", mixed = "I;T;V\n1.234;25,5;3,4\n";
  for (const std::string& text : {tabbed, quoted, mixed})
    CHECK_THAT(refusal(text), contains("the decimal mark cannot be told"));
  CHECK_THAT(refusal(quoted), contains("DECIMAL_MARK"));
  CHECK(values(tabbed, DecimalMark::comma) == Values{1.234F, 25.125F, 3.412F});
  CHECK(values(tabbed, DecimalMark::point) == Values{1234, 25125, 3412});
  CHECK(values(quoted, DecimalMark::point) == Values{1234, 25.5F, 3.412F});
  CHECK(values(mixed, DecimalMark::comma) == Values{1234, 25.5F, 3.4F});
}

TEST_CASE("data.number_marks: a mark of the other kind further down is a bad cell, never mixed") {
  Hyperparams hp = volts();
  std::string text = "I;T;V\n";
  for (int i = 0; i < 3000; ++i) text += "1,5;2;3,25\n";
  const Table csv = read_text(text + "1.5;2;3,25\n", hp);
  CHECK(csv.summary.columns[0].text == 1);
  CHECK_THAT(csv.summary.first_bad.at(0),
             contains("a.csv:3002:1: column \"I\" is not a number, got \"1.5\""));
}

TEST_CASE("data.number_marks: where the first rows have none, all of the file is looked at") {
  std::string text = "I;T;V\n";
  for (int i = 0; i < 3000; ++i) text += "1;2;3\n";
  CHECK(values(text + "1.5;2;3\n").at(9000) == 1.5F);
  CHECK(values(text + "1,5;2;3\n").at(9000) == 1.5F);
  CHECK(values(text + "1.234,5;2;3\n").at(9000) == 1234.5F);
  CHECK_THAT(refusal(text + "1.5;2;3\n1,5;2;3\n"), contains("cells 1,5 and 1.5"));
}

TEST_CASE("data.number_marks: a time has a mark of its own") {
  const Table csv = read_text("Time;I;T;V\n0.5;1,5;2;3,25\n1.5;1,5;2;3,25\n");
  CHECK(csv.file.time == std::vector<double>{0.5, 1.5});
  CHECK(csv.file.values[0] == 1.5F);
  CHECK(read_text("Time,I,T,V\n\"999.5\",1,2,3\n\"1,000.5\",1,2,3\n").file.time ==
        std::vector<double>{999.5, 1000.5});
}
