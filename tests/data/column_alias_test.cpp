// The usual other names of a quantity, in files and in memory.
#include "data/column_alias.hpp"

#include "data/csv/layout.hpp"
#include "data/csv_case.hpp"
#include "lstmtrain/memory_data.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

using Places = std::vector<std::size_t>;

Hyperparams temp_settings() {
  Hyperparams hp;
  hp.feature_columns = {"Current", "Temp"};
  hp.target_columns = {"Voltage"};
  hp.lookback = 2;
  return hp;
}

std::size_t notes_with(const Dataset& data, const std::string& part) {
  std::size_t count = 0;
  for (const std::string& note : data.notes) count += note.find(part) != note.npos;
  return count;
}

const char* const kSaid = "column \"Temperature\" is read for \"Temp\", which no column is called.";

}  // namespace

TEST_CASE("data.column_alias: a quantity goes by its usual names, signs and case aside") {
  for (const char* name : {"Temperature", "Temp_degC", "Temp (degC)", "temperature [\u00B0C]",
                           "Battery_Temp_degC", "TEMP"}) {
    INFO(name);
    CHECK(aliases_of("Temp", {"x", name}, {"Temp"}) == Places{1});
    CHECK(aliases_of(name, {"Temp"}, {name}) == Places{0});
  }
  CHECK(aliases_of("Voltage", {"Voltage(V)"}, {"Voltage"}) == Places{0});
  for (const char* name :
       {"Current_A", "Current (A)", "I [A]", "current_a", "I/A", "<I>/A", "CURRENT"})
    CHECK(aliases_of("Current", {name, "Temp"}, {"Current"}) == Places{0});
  for (const char* name : {"Ecell/V", "U [V]", "Voltage / V", "voltage"})
    CHECK(aliases_of("Voltage", {"x", name}, {"Voltage"}) == Places{1});
  CHECK(aliases_of("SOC", {"soc_%", "Temp"}, {"SOC"}) == Places{0});
  CHECK(aliases_of("Pack Power (W)", {"pack_power"}, {"Pack Power (W)"}) == Places{0});
}

TEST_CASE("data.column_alias: another quantity, another unit and other wanted columns are none") {
  for (const char* name :
       {"Temp_K", "Temp_degF", "Ambient_Temperature", "Template", "Current", ""}) {
    INFO(name);
    CHECK(aliases_of("Temp", {name}, {"Temp"}).empty());
  }
  for (const char* name : {"Current_mA", "I [mA]", "I", "Current limit (A)"})
    CHECK(aliases_of("Current", {name}, {"Current"}).empty());
  CHECK(aliases_of("Current (A)", {"Current (mA)"}, {"Current (A)"}).empty());
  CHECK(aliases_of("x", {"X"}, {"x"}).empty());
  CHECK(aliases_of("Temp", {"Temperature"}, {"Temp", "Temperature"}).empty());
  CHECK(aliases_of("Temp", {"Temperature", "Temp_degC"}, {"Temp"}) == Places{0, 1});
}

TEST_CASE("data.column_alias: files are read by it, said once, and keep the settings' name") {
  const TempDir dir;
  for (const char* name : {"a.csv", "b.csv"})
    write_file(dir / name, "Time,Current,Temperature,Voltage\n0,1,20,4\n1,2,21,3\n2,3,22,2\n");
  write_file(dir / "val/c.csv", "Time,Temp,Temperature,Current,Voltage\n0,5,7,1,4\n1,6,8,2,3\n");
  const Dataset data =
      load_dataset(temp_settings(), {{dir / "a.csv", dir / "b.csv"}, {dir / "val"}, {}});
  CHECK(data.columns == std::vector<std::string>{"Current", "Temp", "Voltage"});
  CHECK(data.files[0].at(1, 1) == 21);
  CHECK(data.files[2].at(1, 1) == 6);  // the name itself comes first
  CHECK(data.summaries[0].columns[1].name == "Temp");
  CHECK(notes_with(data, kSaid) == 1);
}

TEST_CASE("data.column_alias: where several may be meant, none is taken and all are named") {
  const TempDir dir;
  write_file(dir / "a.csv", "Time,Current,Temperature,Temp_degC,Voltage\n0,1,20,20,4\n");
  const std::string message =
      refused(ErrorCode::data, [&] { load_test_data(temp_settings(), {dir / "a.csv"}); });
  CHECK_THAT(message, contains("column \"Temp\" is missing"));
  CHECK_THAT(message, contains("did you mean \"Temperature\", \"Temp_degC\"?"));
}

TEST_CASE("data.column_alias: a header below a preamble is found by it") {
  const CsvLayout layout =
      find_layout("a.csv", "rig 7, of today, hall 3\nTime,Temperature\n0,20\n", {"Temp"}, "auto");
  CHECK(layout.wanted == Places{1});
  CHECK(layout.data_line == 3);
}

TEST_CASE("data.column_alias: series in memory are read by it") {
  const std::vector<double> values = {20, 21, 22};
  MemorySeries series;
  for (const char* name : {"Current", "Temperature", "Voltage"})
    series.columns.push_back({name, std::span<const double>(values)});
  const Dataset data = test_data_from_memory(temp_settings(), {series, series});
  CHECK(data.files[0].at(2, 1) == 22);
  CHECK(notes_with(data, kSaid) == 1);
  series.columns.push_back({"Temp_C", std::span<const double>(values)});
  CHECK_THAT(refused(ErrorCode::data, [&] { test_data_from_memory(temp_settings(), {series}); }),
             contains("column \"Temp\" is missing"));
}

TEST_CASE("data.column_alias: the unit stands behind the name, as it is written") {
  for (const auto& [name, unit] : {std::pair{"Current (A)", "A"},
                                   {"I/mA", "mA"},
                                   {"Temp_degC", "degC"},
                                   {"Voltage [V]", "V"},
                                   {"SOC %", "%"},
                                   {"Current", ""},
                                   {"V", ""},
                                   {"cell 3", ""},
                                   {"", ""},
                                   {"()", ""}}) {
    INFO(name);
    CHECK(unit_in_column(name) == unit);
  }
}

TEST_CASE("data.column_alias: names that the settings list come first") {
  const std::vector<std::string> known = {"Current|I/A|Strom", "Voltage|U"};
  CHECK(aliases_of("Current", {"Strom", "Current (A)"}, {"Current"}, known) == Places{0});
  CHECK(aliases_of("Current", {"Strom", "I/A"}, {"Current"}, known) == Places{1});
  CHECK(aliases_of("Current", {"x", "Current (A)"}, {"Current"}, known) == Places{1});
  CHECK(aliases_of("Voltage", {"U"}, {"Voltage"}, known) == Places{0});
  CHECK(aliases_of("Voltage", {"U"}, {"Voltage"}).empty());
}
