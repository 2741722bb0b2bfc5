#include "base/column_number.hpp"

#include "support/catch.hpp"

using namespace lstmtrain;

TEST_CASE("base.column_number: the number stands behind the last colon, whatever the locale") {
  const auto plain = parse_column_number(" Current :\t2e-2 ");
  REQUIRE(plain);
  CHECK(plain->column == "Current");
  CHECK(plain->value == 0.02);
  CHECK(parse_column_number("T: inner:-1")->column == "T: inner");
  CHECK(parse_column_number("T: inner:-1")->value == -1);
}

TEST_CASE("base.column_number: what has no name or no finite number is none") {
  for (const char* bad : {"", "Current", "Current:", ": 1", "Current: 1,5", "Current: 1 2",
                          "Current: inf", "Current: nan", "Current: 1e999"}) {
    INFO(bad);
    CHECK_FALSE(parse_column_number(bad));
  }
}
