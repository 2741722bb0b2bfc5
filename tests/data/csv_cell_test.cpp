#include "data/csv/csv_cell.hpp"

#include <charconv>
#include <cmath>

#include "base/rng.hpp"
#include "data/csv/time_cell.hpp"
#include "support/catch.hpp"

using namespace lstmtrain;

TEST_CASE("data.cell: numbers in all their spellings") {
  CHECK(parse_cell("3.5", {}).value == 3.5);
  CHECK(parse_cell(" -3.5\t", {}).value == -3.5);
  CHECK(parse_cell("\"3.5\"", {}).value == 3.5);
  CHECK(parse_cell("+2", {}).value == 2);
  CHECK(parse_cell("-1.5e-3", {}).value == -0.0015);
  CHECK(parse_cell(".5", {}).value == 0.5);
  CHECK(parse_cell("3,5", {.decimal_comma = true}).value == 3.5);
  CHECK(parse_cell("3.5", {.decimal_comma = true}).kind == CellKind::text);
  CHECK(parse_either_mark("3.5").value == 3.5);
  CHECK(parse_either_mark("3,5").value == 3.5);
  CHECK(parse_cell("1e-400", {}).kind == CellKind::number);
  CHECK(parse_cell("1e-400", {}).value == 0);
}

TEST_CASE("data.cell: a typeset minus is a minus") {
  CHECK(parse_cell("\xE2\x88\x92"
                   "1.5",
                   {})
            .value == -1.5);
  CHECK(parse_cell("\xE2\x88\x92"
                   "1,5",
                   {.decimal_comma = true})
            .value == -1.5);
  CHECK(parse_cell("\xE2\x88\x92", {}).kind == CellKind::text);
  CHECK(parse_cell("\xE2\x88\x92-1", {}).kind == CellKind::text);
}

TEST_CASE("data.cell: every kind of bad cell is told apart") {
  const std::pair<CellKind, std::vector<const char*>> kinds[] = {
      {CellKind::blank, {"", " \r", "\"\""}},
      {CellKind::text, {"n/a", "3.5 V", "3,5", "1.2.3", "+-1", "0x10"}},
      {CellKind::nan, {"NaN"}},
      {CellKind::inf, {"-inf"}},
      {CellKind::overflow, {"1e308", "1e999"}},
      {CellKind::number, {"3.4e38"}}};
  for (const auto& [kind, cells] : kinds)
    for (const char* cell : cells) {
      INFO("\"" << cell << "\"");
      CHECK((parse_cell(cell, {}).kind == kind));
    }
  CHECK(parse_cell("1.234,5", {.decimal_comma = true}).kind == CellKind::text);
  CHECK(parse_cell("-1e999", {}).value == -INFINITY);
}

TEST_CASE("data.cell: the fast way gives the same double as std::from_chars") {
  const Philox rng(7, Purpose::simulate);
  int taken = 0;
  for (std::uint32_t i = 0; i < 200000; ++i) {
    const double magnitude = std::pow(10.0, static_cast<double>(rng(i, 1)[0] % 12) - 6);
    const double x = (rng.uniform(i) - 0.5) * magnitude;
    char text[64];
    const int decimals = static_cast<int>(rng(i, 2)[0] % 14);
    const int length = std::snprintf(text, sizeof(text), "%.*f", decimals, x);
    double slow = 0, fast = 0;
    std::from_chars(text, text + length, slow);
    const char* const end = parse_decimal(text, text + length, '.', fast);
    if (end == nullptr) continue;
    ++taken;
    REQUIRE(end == text + length);
    REQUIRE(fast == slow);
    REQUIRE(std::signbit(fast) == std::signbit(slow));
  }
  CHECK(taken > 150000);
}

TEST_CASE("data.cell: the fast way leaves what it cannot round once") {
  double value = 0;
  for (const std::string text : {"", "-", ".", "x", "12345678901234567890", "9007199254740993"}) {
    INFO(text);
    CHECK(parse_decimal(text.data(), text.data() + text.size(), '.', value) == nullptr);
  }
  const std::string with_exponent = "1e5";
  CHECK(*parse_decimal(with_exponent.data(), with_exponent.data() + 3, '.', value) == 'e');
  const std::string comma = "3,25";
  CHECK(*parse_decimal(comma.data(), comma.data() + 4, '.', value) == ',');
  CHECK(parse_decimal(comma.data(), comma.data() + 4, ',', value) == comma.data() + 4);
  CHECK(value == 3.25);
}

TEST_CASE("data.cell: ISO 8601 times are seconds since 1970") {
  double seconds = 0;
  const std::pair<const char*, double> times[] = {{"1970-01-02", 86400},
                                                  {"2004-03-10 18:00:00", 1078941600},
                                                  {"2004-03-10T18:00:00.25Z", 1078941600.25},
                                                  {"2004-03-10T20:00+02:00", 1078941600},
                                                  {"18:00:30", 64830},
                                                  {"2004-03-11 0:30:00", 1078965000},
                                                  {"9:30", 34200}};
  for (const auto& [text, expected] : times) {
    INFO(text);
    REQUIRE(parse_iso_time(text, seconds));
    CHECK(seconds == expected);
  }
  for (const char* text : {"10/03/2004", "2004-13-01", "2004-02-30", "2004-3-10", "-1:30", "12",
                           "2004-03-10 18h", "", "2004-03-10T18:00x"}) {
    INFO(text);
    CHECK_FALSE(parse_iso_time(text, seconds));
  }
}

TEST_CASE("data.cell: a time cell's kind") {
  CHECK(time_kind("12.5") == TimeKind::number);
  CHECK(time_kind("2004-03-10") == TimeKind::date);
  CHECK(time_kind("18:00:00") == TimeKind::clock);
  CHECK(time_kind("2004-03-10 18:00") == TimeKind::date_and_clock);
  CHECK(time_kind("10/03/2004") == TimeKind::none);
  CHECK(time_kind("") == TimeKind::none);
}

TEST_CASE("data.cell: what stands in a message is trimmed and has no control characters") {
  CHECK(describe_cell(CellKind::text, "a\x1b[31mb") == "is not a number, got \"a?[31mb\"");
  CHECK(describe_cell(CellKind::text, " n/a ") == "is not a number, got \"n/a\"");
}

TEST_CASE("data.cell: the seconds of a clock are digits") {
  double seconds = 0;
  for (const char* text : {"18:00:nan", "18:00:-5", "18:00:inf", "18:00:", "18:00:.5"}) {
    INFO(text);
    CHECK_FALSE(parse_iso_time(text, seconds));
  }
}

TEST_CASE("data.cell: times are judged alike in files and streams") {
  CHECK(cell_seconds("2.5", parse_cell("2.5", {}), false) == 2.5);
  CHECK(cell_seconds("9:30", parse_cell("9:30", {}), true) == 34200);
  CHECK(std::isnan(cell_seconds("9:30", parse_cell("9:30", {}), false)));
  CHECK(std::isnan(cell_seconds("2.5", parse_cell("2.5", {}), true)));
}
