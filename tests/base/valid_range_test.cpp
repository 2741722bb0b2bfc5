#include "base/expression/valid_range.hpp"

#include <limits>

#include "support/catch.hpp"

using namespace lstmtrain;
using lstmtrain::test::contains;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

ValidRange parsed(const std::string& text) {
  std::vector<DerivedFault> faults;
  const std::vector<ValidRange> ranges = parse_valid_ranges({text}, faults);
  INFO(text);
  REQUIRE(faults.empty());
  REQUIRE(ranges.size() == 1);
  return ranges[0];
}

std::string fault_of(const std::vector<std::string>& texts) {
  std::vector<DerivedFault> faults;
  parse_valid_ranges(texts, faults);
  REQUIRE(faults.size() == 1);
  return faults[0].fault.what + ", got " + faults[0].fault.got;
}

}  // namespace

TEST_CASE("base.valid_range: a name and two ends, either of which may be left out") {
  const ValidRange voltage = parsed("Voltage: 2..4.5");
  CHECK(voltage.column == "Voltage");
  CHECK(voltage.low == 2);
  CHECK(voltage.high == 4.5);
  CHECK(voltage.text() == "2..4.5");
  CHECK(parsed("T:-40..").low == -40);
  CHECK(parsed("T:-40..").high == kInfinity);
  CHECK(parsed(" T : .. +1e2 ").low == -kInfinity);
  CHECK(parsed(" T : .. +1e2 ").high == 100);
  CHECK(parsed("T: ..60").text() == "..60");
  CHECK(parsed("x: .5...75").low == 0.5);
  CHECK(parsed("x: .5...75").high == 0.75);
  CHECK(parsed("x: 2.0..2.0").holds(2));
  // Signs of the form within the name.
  CHECK(parsed("PT08.S1(CO): 0..3000").column == "PT08.S1(CO)");
  CHECK(parsed("cell:1..2: 0..5").column == "cell:1..2");
}

TEST_CASE("base.valid_range: what is no range is named") {
  for (const char* text :
       {"", "Voltage", "Voltage: 2", "Voltage: 2-4.5", "Voltage: ..", ": 2..3", "Voltage: two..3",
        "Voltage: nan..3", "Voltage: 2..inf", "Voltage: 2..4.5 V", "Voltage: 2...,5"}) {
    INFO(text);
    CHECK_THAT(fault_of({text}), contains("not a range"));
  }
  CHECK_THAT(fault_of({"Voltage: 4.5..2"}), contains("holds nothing") && contains("4.5..2"));
  CHECK_THAT(fault_of({"V: 1..2", "V: 2..3"}), contains("two ranges"));
}
