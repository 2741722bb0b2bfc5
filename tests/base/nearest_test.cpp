#include "base/nearest.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"

using lstmtrain::nearest_name;

namespace {
const std::vector<std::string> kColumns = {"Current", "Temperature", "SOC", "Voltage"};
}

TEST_CASE("base.nearest: a typing slip finds the name") {
  CHECK(nearest_name("Votlage", kColumns) == "Voltage");  // neighbours swapped: one edit
  CHECK(nearest_name("Curent", kColumns) == "Current");
  CHECK(nearest_name("voltage", kColumns) == "Voltage");  // letter case costs nothing
  CHECK(nearest_name("S_O-C", kColumns) == "SOC");        // nor do separators
}

TEST_CASE("base.nearest: the beginning of a name finds it") {
  CHECK(nearest_name("Temp", kColumns) == "Temperature");
  CHECK(nearest_name("Temperature_degC", kColumns) == "Temperature");
}

TEST_CASE("base.nearest: nothing near gives nothing") {
  CHECK(nearest_name("Pressure", kColumns).empty());
  CHECK(nearest_name("", kColumns).empty());
  CHECK(nearest_name("Voltage", {}).empty());
  CHECK(nearest_name(std::string(100000, 'x'), kColumns).empty());
}

TEST_CASE("base.nearest: the nearer one wins, then the first") {
  const std::vector<std::string> names = {"LR_PERIOD", "LR_PARAM", "LR_PARAMS"};
  CHECK(nearest_name("LR_PARAN", names) == "LR_PARAM");
  const std::vector<std::string> equals = {"ab1", "ab2"};
  CHECK(nearest_name("ab3", equals) == "ab1");
}
