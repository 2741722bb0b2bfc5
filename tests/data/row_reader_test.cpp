#include "data/csv/row_reader.hpp"

#include <array>
#include <cmath>

#include "lstmtrain/error.hpp"
#include "support/catch.hpp"

using namespace lstmtrain;

namespace {

const std::string kWhere = "stdin";

Hyperparams two_features() {
  Hyperparams hp;
  hp.feature_columns = {"I", "T"};
  hp.missing_values = {-200};
  return hp;
}

}  // namespace

TEST_CASE("data.row_reader: features by name, in any order, whatever the layout") {
  const Hyperparams hp = two_features();
  std::array<double, 2> x{};
  for (const auto& [header, line] :
       {std::pair{"T,other,I\r", "25,n/a,-1.5\r"}, std::pair{"\xEF\xBB\xBFI\tT", "-1.5\t25"},
        std::pair{"I;T;", "-1,5;25;"}, std::pair{"\"I\",T\n", " \"-1.5\" ,2.5e1\n"}}) {
    INFO(header);
    RowReader reader(kWhere, header, hp, 1);
    REQUIRE(reader.read(line, x));
    CHECK(x == std::array{-1.5, 25.0});
    CHECK(reader.bad_rows() == 0);
  }
}

TEST_CASE("data.row_reader: bad cells and ragged rows are NaN and counted, blank lines no rows") {
  const Hyperparams hp = two_features();
  RowReader reader(kWhere, "I,T", hp, 1);
  std::array<double, 2> x{};
  REQUIRE(reader.read("1,2", x));
  CHECK_FALSE(reader.read("", x));
  CHECK_FALSE(reader.read("  \r", x));
  for (const char* line : {"n/a,2", ",2", "nan,2", "inf,2", "-200,2", "1e39,2"}) {
    INFO(line);
    REQUIRE(reader.read(line, x));
    CHECK(std::isnan(x[0]));
    CHECK(x[1] == 2.0F);
  }
  for (const char* line : {"1", "1,2,3"}) {
    INFO(line);
    REQUIRE(reader.read(line, x));
    CHECK((std::isnan(x[0]) && std::isnan(x[1])));
  }
  CHECK(reader.rows() == 9);
  CHECK(reader.bad_rows() == 8);
  CHECK(reader.first_bad() == "stdin:5:1: column \"I\" is not a number, got \"n/a\"");
}

TEST_CASE("data.row_reader: a step in time over 5 periods, backward or unreadable is a gap") {
  const Hyperparams hp = two_features();
  RowReader reader(kWhere, "Time,I,T", hp, 2);
  std::array<double, 2> x{};
  const auto gap = [&](const char* line) {
    REQUIRE(reader.read(line, x));
    return reader.after_gap();
  };
  CHECK_FALSE(gap("0,1,2"));
  CHECK_FALSE(gap("10,1,2"));
  CHECK(gap("20.1,1,2"));
  CHECK_FALSE(gap("22,1,2"));
  CHECK_FALSE(gap("22,1,2"));  // a stamp that is repeated
  CHECK(gap("21,1,2"));
  CHECK(gap("x,1,2"));
  CHECK(gap("24,1,2"));
  CHECK_FALSE(gap("26,1,2"));

  RowReader clock(kWhere, "Time,I,T", hp, 2);
  REQUIRE(clock.read("2020-01-01T00:00:00,1,2", x));
  REQUIRE(clock.read("2020-01-01T00:00:02,1,2", x));
  CHECK_FALSE(clock.after_gap());
  REQUIRE(clock.read("2020-01-01T00:01:00,1,2", x));
  CHECK(clock.after_gap());

  RowReader unknown(kWhere, "Time,I,T", hp, 0);
  REQUIRE(unknown.read("0,1,2", x));
  REQUIRE(unknown.read("100,1,2", x));
  CHECK_FALSE(unknown.after_gap());
}

TEST_CASE("data.row_reader: a header without a feature names it, before any row") {
  const Hyperparams hp = two_features();
  CHECK_THROWS_WITH(RowReader(kWhere, "I,Temp", hp, 1),
                    test::contains("stdin:1: column \"T\" is missing"));
}
