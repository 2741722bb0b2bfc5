// Files that are in other units than the rest are refused, wherever they stand; files that are
// merely unlike the rest are not.
#include "data/compare/unit_gate.hpp"

#include <functional>

#include "data/compare/stream_units.hpp"
#include "support/battery.hpp"
#include "support/catch.hpp"
#include "support/refusal.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

using Spoil = std::function<void(BatteryDrive&)>;

void times(double factor, std::vector<double>& column) {
  for (double& x : column) x *= factor;
}

void plus(double offset, std::vector<double>& column) {
  for (double& x : column) x += offset;
}

struct Spoiled {
  const char* what;
  Spoil spoil;
  std::vector<const char*> said;
};

const std::vector<Spoiled>& spoilings() {
  static const std::vector<Spoiled> all = {
      {"milliamperes",
       [](BatteryDrive& drive) { times(1000, drive.current); },
       {"\"Current\" is 1000 times as large as in the other", "divide it by 1000"}},
      {"amperes among milliamperes",
       [](BatteryDrive& drive) { times(1e-3, drive.current); },
       {"\"Current\" is 1000 times as small as", "multiply it by 1000"}},
      {"ampere-seconds an hour",
       [](BatteryDrive& drive) { times(3600, drive.current); },
       {"\"Current\" is 3600 times as large as"}},
      {"percent",
       [](BatteryDrive& drive) { times(100, drive.soc); },
       {"\"SOC\" is 100 times as large as", "divide it by 100"}},
      {"fraction among percent",
       [](BatteryDrive& drive) { times(0.01, drive.soc); },
       {"\"SOC\" is 100 times as small as"}},
      {"kelvin",
       [](BatteryDrive& drive) { plus(273.15, drive.temperature); },
       {"\"Temperature\" lies 273.15 above", "from kelvin to degrees Celsius"}},
      {"turned sign",
       [](BatteryDrive& drive) { times(-1, drive.current); },
       {"\"Current\" has the other sign", "negate it"}},
      {"millivolts",
       [](BatteryDrive& drive) { times(1000, drive.voltage); },
       {"\"Voltage\" is 1000 times as large as"}},
      {"swapped current and temperature",
       [](BatteryDrive& drive) { std::swap(drive.current, drive.temperature); },
       {"stands in the place of", "swap the two names"}},
      {"swapped temperature and state of charge",
       [](BatteryDrive& drive) { std::swap(drive.soc, drive.temperature); },
       {"stands in the place of", "swap the two names"}},
      {"swapped voltage and temperature",
       [](BatteryDrive& drive) { std::swap(drive.voltage, drive.temperature); },
       {"stands in the place of", "swap the two names"}},
  };
  return all;
}

// Eight drives at four temperatures: five to train, one to validate, two to test.
struct Drives {
  std::vector<BatteryDrive> all;

  explicit Drives(std::uint32_t seed) {
    for (std::uint32_t d = 0; d < 8; ++d)
      all.push_back(battery_drive(seed + d, 2000, -10.0 + 15 * (d % 4)));
  }
  MemoryData data() const {
    MemoryData data;
    for (std::size_t d = 0; d < all.size(); ++d)
      (d < 5   ? data.train
       : d < 6 ? data.val
               : data.test)
          .push_back(all[d].series("drive" + std::to_string(d)));
    return data;
  }
};

}  // namespace

TEST_CASE("data.unit_gate: drives at other temperatures, weak or at rest are no fault") {
  for (std::uint32_t seed = 0; seed < 40; seed += 8) {
    Drives drives(seed);
    times(0.05, drives.all[1].current);  // and with it the voltage's steps
    for (std::size_t row = 0; row < drives.all[1].voltage.size(); ++row)
      drives.all[1].voltage[row] =
          3.3 + 0.8 * drives.all[1].soc[row] + 0.03 * drives.all[1].current[row];
    for (std::size_t row = 0; row < drives.all[6].current.size(); ++row) {
      drives.all[6].current[row] = row % 2 == 0 ? 0.001 : -0.001;  // the noise of a rest
      drives.all[6].soc[row] = 0.5;
      drives.all[6].voltage[row] = 3.7;
    }
    const Dataset data = dataset_from_memory(battery_settings(), drives.data());
    CHECK(data.warnings.empty());
    CHECK(training_families(data).size() == 4);
  }
}

TEST_CASE("data.unit_gate: each spoiling is found in training, validation and test") {
  for (const Spoiled& spoiled : spoilings())
    for (const std::size_t drive :
         {std::size_t{0}, std::size_t{3}, std::size_t{5}, std::size_t{7}}) {
      INFO(spoiled.what << " in drive " << drive);
      Drives drives(40);
      spoiled.spoil(drives.all[drive]);
      const std::string message =
          refused(ErrorCode::data, [&] { dataset_from_memory(battery_settings(), drives.data()); });
      INFO(message);
      CHECK_THAT(message, contains("drive" + std::to_string(drive) + ": column"));
      CHECK_THAT(message, contains("IGNORE_UNIT_CHECK"));
      for (const char* part : spoiled.said) CHECK_THAT(message, contains(part));
      Hyperparams hp = battery_settings();
      hp.ignore_unit_check = true;
      CHECK_NOTHROW(dataset_from_memory(hp, drives.data()));
    }
}

TEST_CASE("data.unit_gate: several files in other units are found, a whole set too") {
  const std::pair<const char*, Spoil> units[] = {
      {"Voltage", [](BatteryDrive& drive) { times(1000, drive.voltage); }},
      {"Temperature", [](BatteryDrive& drive) { plus(273.15, drive.temperature); }},
      {"SOC", [](BatteryDrive& drive) { times(100, drive.soc); }},
      {"Current", [](BatteryDrive& drive) { times(1000, drive.current); }}};
  for (const auto& [column, spoil] : units)
    for (const std::vector<std::size_t>& spoilt :
         {std::vector<std::size_t>{6, 7}, {5, 6, 7}, {0, 1, 2}, {1, 3, 5, 7}}) {
      Drives drives(40);
      for (const std::size_t drive : spoilt) spoil(drives.all[drive]);
      INFO(column << " in " << spoilt.size() << " files from drive" << spoilt[0]);
      const std::string message =
          refused(ErrorCode::data, [&] { dataset_from_memory(battery_settings(), drives.data()); });
      CHECK_THAT(message, contains("column \"" + std::string(column) + "\""));
      CHECK_THAT(message, !contains("\"Current\" lies 273.15"));
    }
  Drives turned(40);
  for (const std::size_t drive : {std::size_t{6}, std::size_t{7}})
    times(-1, turned.all[drive].current);
  CHECK_THAT(
      refused(ErrorCode::data, [&] { dataset_from_memory(battery_settings(), turned.data()); }),
      contains("\"Current\" has the other sign"));
}

TEST_CASE("data.unit_gate: a model knows the units of its training") {
  const Drives clean(60);
  const Dataset trained = dataset_from_memory(battery_settings(), clean.data());
  const std::vector<ColumnFamily> families = training_families(trained);
  const BatteryDrive fresh = battery_drive(99, 1500, 12);
  const auto findings = [&](const BatteryDrive& drive) {
    const Hyperparams hp = battery_settings();
    return find_other_units(hp, families, test_data_from_memory(hp, {drive.series("a.csv")}));
  };
  CHECK(findings(fresh).faults.empty());
  for (const Spoiled& spoiled : spoilings()) {
    INFO(spoiled.what);
    BatteryDrive drive = fresh;
    spoiled.spoil(drive);
    const UnitFindings found = findings(drive);
    REQUIRE(found.faults.size() >= 1);
    INFO(found.faults.front());
    CHECK_THAT(found.faults.front(), contains("in the 5 files that the model was trained on"));
  }
  BatteryDrive drive = fresh;
  times(1000, drive.current);
  Hyperparams hp = battery_settings();
  hp.ignore_unit_check = true;
  CHECK(find_other_units(hp, families, test_data_from_memory(hp, {drive.series("a.csv")}))
            .faults.empty());
  CHECK(findings(battery_drive(99, 90, 12)).faults.empty());  // too few rows to say
}

TEST_CASE("data.unit_gate: of fewer than four files it is a note, of few rows nothing") {
  Drives drives(70);
  times(1000, drives.all[0].current);
  MemoryData data;
  for (std::size_t d = 0; d < 3; ++d)
    data.train.push_back(drives.all[d].series("drive" + std::to_string(d)));
  const Dataset noted = dataset_from_memory(battery_settings(), data);
  const bool said = std::any_of(noted.warnings.begin(), noted.warnings.end(), [](const auto& text) {
    return text.find("drive0: column \"Current\" is 1000 times as large") != text.npos;
  });
  CHECK(said);
}

TEST_CASE("data.unit_gate: a stream in other units is told once") {
  const Drives clean(80);
  const Dataset trained = dataset_from_memory(battery_settings(), clean.data());
  const std::vector<ColumnFamily> families = training_families(trained);
  for (const double factor : {1.0, 100.0}) {
    const BatteryDrive drive = battery_drive(99, 3000, 12);
    StreamUnits units({"Current", "Temperature", "SOC"}, families);
    std::size_t told = 0;
    for (std::size_t row = 0; row < drive.time.size(); ++row) {
      const std::vector<double> x = {drive.current[row], drive.temperature[row],
                                     factor * drive.soc[row]};
      told += units.add(x).size();
    }
    told += units.finish().size();
    CHECK(told == (factor > 1 ? 1 : 0));
  }
}

namespace {

// 200 rows at one temperature from `soc` on; a constant current instead of a drive's where it is
// not 0.
BatteryDrive short_drive(std::uint32_t seed, double soc, double constant_current = 0) {
  BatteryDrive drive = battery_drive(seed, 200, 25);
  const double fallen = drive.soc.front() - soc;
  for (std::size_t row = 0; row < drive.soc.size(); ++row) {
    if (constant_current != 0) {
      const double noise = row % 2 == 0 ? 0.002 : -0.002;
      drive.voltage[row] += 0.03 * (constant_current - drive.current[row]);
      drive.current[row] = constant_current + noise;
    }
    drive.soc[row] -= fallen;
    drive.voltage[row] -= 0.8 * fallen;
  }
  return drive;
}

MemoryData all_trained_on(const std::vector<BatteryDrive>& drives) {
  MemoryData data;
  for (std::size_t d = 0; d < drives.size(); ++d)
    (d + 1 < drives.size() ? data.train : data.val)
        .push_back(drives[d].series("drive" + std::to_string(d)));
  return data;
}

}  // namespace

TEST_CASE("data.unit_gate: short drives, each at its own state of charge, are in one unit") {
  for (const std::size_t spoilt : {std::size_t{0}, std::size_t{2}, std::size_t{5}})
    for (const bool volts : {true, false}) {
      std::vector<BatteryDrive> drives;
      for (std::uint32_t d = 0; d < 6; ++d) drives.push_back(short_drive(d, 0.95 - 0.1 * d));
      CHECK(dataset_from_memory(battery_settings(), all_trained_on(drives)).warnings.empty());
      times(volts ? 1000 : 100, volts ? drives[spoilt].voltage : drives[spoilt].soc);
      const std::string said = refused(ErrorCode::data, [&] {
        dataset_from_memory(battery_settings(), all_trained_on(drives));
      });
      INFO(said);
      CHECK_THAT(said, contains("drive" + std::to_string(spoilt)));
      CHECK_THAT(said, contains(volts ? "\"Voltage\" is 1000 times as large"
                                      : "\"SOC\" is 100 times as large"));
    }
}

TEST_CASE("data.unit_gate: a constant current has a unit, too, and hides no turned sign") {
  std::vector<BatteryDrive> drives;
  for (std::uint32_t d = 0; d < 5; ++d) drives.push_back(short_drive(d, 0.8));
  drives.push_back(short_drive(9, 0.8, -2));
  CHECK(dataset_from_memory(battery_settings(), all_trained_on(drives)).warnings.empty());
  for (const bool turned : {false, true}) {
    std::vector<BatteryDrive> spoilt = drives;
    times(turned ? -1 : 1000, spoilt[turned ? 1 : 5].current);
    const std::string said = refused(
        ErrorCode::data, [&] { dataset_from_memory(battery_settings(), all_trained_on(spoilt)); });
    INFO(said);
    CHECK_THAT(said, contains(turned ? "drive1" : "drive5"));
    CHECK_THAT(said, contains(turned ? "other sign" : "\"Current\" is 1000 times as large"));
  }
}

TEST_CASE("data.unit_gate: currents over two decades are no other unit") {
  std::vector<BatteryDrive> drives;
  int seed = 0;
  for (const double amperes : {0.1, 0.1, 0.1, 1.0, 1.0, 10.0})
    drives.push_back(short_drive(static_cast<std::uint32_t>(seed++), 0.5, amperes));
  CHECK(dataset_from_memory(battery_settings(), all_trained_on(drives)).warnings.empty());
}
