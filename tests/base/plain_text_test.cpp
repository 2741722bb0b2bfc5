// Numbers and words as text: in messages, in files, in lists.
#include "base/plain_text.hpp"

#include <cmath>
#include <limits>

#include "base/nan.hpp"
#include "base/text/number_text.hpp"
#include "base/text/quantity.hpp"
#include "base/text/words.hpp"
#include "support/catch.hpp"

using namespace lstmtrain;

TEST_CASE("base.plain_text: four digits of a number in a sentence") {
  CHECK(four_digits(0) == "0");
  CHECK(four_digits(3) == "3");
  CHECK(four_digits(0.00012345) == "0.0001234");  // the double lies below the half
  CHECK(four_digits(77785) == "7.778e+04");
  CHECK(four_digits(-kNaN) == "nan");
  CHECK(four_digits(-std::numeric_limits<double>::infinity()) == "-inf");
}

TEST_CASE("base.plain_text: counts, units and their columns") {
  CHECK(text::counted(0, "row") == "0 rows");
  CHECK(text::counted(1, "row") == "1 row");
  CHECK(with_unit("15.7", "mV") == "15.7 mV");
  CHECK(with_unit("15.7", "") == "15.7");
  CHECK(unit_suffix("mV") == "_mV");
  CHECK(unit_suffix("").empty());
}

TEST_CASE("base.number_text: the shortest text that reads back as the same number") {
  CHECK(text::number_text(0.1F) == "0.1");
  CHECK(text::number_text(0.1) == "0.1");
  CHECK(text::number_text(static_cast<double>(0.1F)) == "0.10000000149011612");
  CHECK(text::number_text(-kNaN) == "nan");
}

TEST_CASE("base.words: lists keep empty words, cells are quoted where they must be") {
  CHECK(text::joined({}) == "");
  CHECK(text::joined({"a", "", "b"}) == "a, , b");
  CHECK(text::joined({"", "a"}, "-") == "-a");
  CHECK(text::csv_cell("a b") == "a b");
  CHECK(text::csv_cell("a,b") == "\"a,b\"");
  CHECK(text::csv_cell("say \"a\"") == "\"say \"\"a\"\"\"");
  CHECK(text::csv_cell("a\nb") == "\"a\nb\"");
}

TEST_CASE("base.words: what is shown is short and cannot steer a terminal") {
  CHECK(text::printable("a\x1B[31m\x7F") == "a?[31m?");
  CHECK(text::printable("abcdef", 3) == "abc");
  CHECK(text::printable(std::string(100, 'x')).size() == 40);
}

TEST_CASE("base.plain_text: what a terminal would obey is not visible") {
  CHECK(text::visible("a\tb\n\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x94\x8B") ==
        "a\tb\n\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x94\x8B");
  CHECK(text::visible("\x1b[31m\x07\r\x7f") == "?[31m???");
  CHECK(text::visible("C1 \xC2\x9B"
                      "2J") == "C1 ?2J");
  CHECK(text::visible("\xE2\x80\xAE"
                      "gpj.exe \xE2\x81\xA6") == "?gpj.exe ?");  // turned around
  CHECK(text::visible("\x9B \xC0\x80 \xE2\x82 \xED\xA0\x80 \xF5\x80") == "? ?? ?? ??? ??");
  CHECK(text::printable("a\nb\tc", 4) == "a?b?");
  CHECK(text::printable("\xC3\xA4\xC3\xA4", 3) == "\xC3\xA4?");  // cut within a character
}

TEST_CASE("base.plain_text: no cell that a spreadsheet would run") {
  CHECK(text::spreadsheet_cell("=HYPERLINK(1,2)") == "\"'=HYPERLINK(1,2)\"");
  CHECK(text::spreadsheet_cell("@SUM(A1)") == "'@SUM(A1)");
  CHECK(text::spreadsheet_cell("-1.5") == "-1.5");
}
