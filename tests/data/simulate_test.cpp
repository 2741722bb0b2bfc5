#include "data/simulate/simulate.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <clocale>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <vector>

#include "data/simulate/battery_model.hpp"
#include "data/simulate/drive_cycle.hpp"
#include "lstmtrain/error.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

namespace lstmtrain {
namespace {

using test::TempDir;

SimulateOptions small(const TempDir& dir, const std::string& name) {
  SimulateOptions options;
  options.out = (dir / name).string();
  options.train_files = 3;
  options.val_files = 1;
  options.test_files = 1;
  options.rows = 300;
  return options;
}

// All drives of a set as `simulate` lays them out: (ambient, first SOC) over their ranges.
std::vector<DriveRow> drives(std::uint64_t seed, std::uint32_t first_cycle) {
  std::vector<DriveRow> rows;
  for (std::uint32_t i = 0; i < 8; ++i) {
    const auto drive = simulate_drive(seed, first_cycle + i, 0.9 + 0.012 * i,
                                      -20 + 60 * ((i * 3) % 8) / 7.0, 4800);
    rows.insert(rows.end(), drive.begin(), drive.end());
  }
  return rows;
}

// All products of up to `degree` of (current, temperature, SOC), scaled to order 1.
Eigen::MatrixXd polynomial(const std::vector<DriveRow>& rows, int degree) {
  std::vector<std::array<int, 3>> powers;
  for (int i = 0; i <= degree; ++i)
    for (int j = 0; i + j <= degree; ++j)
      for (int k = 0; i + j + k <= degree; ++k) powers.push_back({i, j, k});
  Eigen::MatrixXd a(static_cast<Eigen::Index>(rows.size()),
                    static_cast<Eigen::Index>(powers.size()));
  for (Eigen::Index r = 0; r < a.rows(); ++r) {
    const DriveRow& row = rows[static_cast<std::size_t>(r)];
    for (Eigen::Index c = 0; c < a.cols(); ++c) {
      const auto& p = powers[static_cast<std::size_t>(c)];
      a(r, c) = std::pow(row.current / 10, p[0]) * std::pow(row.temperature / 30, p[1]) *
                std::pow(2 * row.soc - 1, p[2]);
    }
  }
  return a;
}

double memoryless_rmse(const std::vector<DriveRow>& train, const std::vector<DriveRow>& test,
                       int degree) {
  const auto voltage = [](const std::vector<DriveRow>& rows) {
    Eigen::VectorXd v(static_cast<Eigen::Index>(rows.size()));
    for (Eigen::Index r = 0; r < v.size(); ++r) v[r] = rows[static_cast<std::size_t>(r)].voltage;
    return v;
  };
  const Eigen::VectorXd w = polynomial(train, degree).colPivHouseholderQr().solve(voltage(train));
  const Eigen::VectorXd error = polynomial(test, degree) * w - voltage(test);
  return std::sqrt(error.squaredNorm() / static_cast<double>(error.size()));
}

TEST_CASE("data.battery_cell: the open-circuit voltage rises from 3.0 to 4.2 V") {
  CHECK(open_circuit_voltage(0) == Approx(3.0));
  CHECK(open_circuit_voltage(1) == Approx(4.2).margin(1e-6));
  for (int i = 0; i < 1000; ++i) {
    REQUIRE(open_circuit_voltage(i / 1000.0) < open_circuit_voltage((i + 1) / 1000.0));
  }
}

TEST_CASE("data.battery_cell: one step of 60 s is 60 steps of 1 s when nothing else changes") {
  // A tiny current: SOC and temperature, and so the resistances, stay where they are.
  BatteryCell once(0.5, 25), often(0.5, 25);
  once.advance(-1e-4, 60);
  for (int t = 0; t < 60; ++t) often.advance(-1e-4, 1);
  const double held_once = once.relaxing_voltage() - open_circuit_voltage(once.soc());
  const double held_often = often.relaxing_voltage() - open_circuit_voltage(often.soc());
  CHECK(held_once < -1e-6);
  CHECK(held_often == Approx(held_once).epsilon(1e-5));
}

TEST_CASE("data.battery_cell: counts the charge, heats up under load and rests back") {
  BatteryCell cell(0.8, 25);
  for (int t = 0; t < 600; ++t) cell.advance(-6, 1);
  CHECK(cell.soc() == Approx(0.8 - 6.0 * 600 / 3600 / 3));
  CHECK(cell.temperature() > 28);
  CHECK(cell.relaxing_voltage() < open_circuit_voltage(cell.soc()) - 0.1);
  for (int t = 0; t < 7200; ++t) cell.advance(0, 1);
  CHECK(cell.temperature() == Approx(25).margin(0.01));
  CHECK(cell.relaxing_voltage() == Approx(open_circuit_voltage(cell.soc())).margin(1e-4));
}

TEST_CASE("data.battery_cell: resistance grows in the cold and near empty") {
  const auto drop = [](double soc, double temperature) {
    const BatteryCell cell(soc, temperature);
    return cell.voltage(0) - cell.voltage(-1);
  };
  CHECK(drop(0.5, -20) > 2 * drop(0.5, 25));
  CHECK(drop(0.5, 40) < drop(0.5, 25));
  CHECK(drop(0.05, 25) > 1.3 * drop(0.5, 25));
}

TEST_CASE("data.battery_cell: the limit keeps the voltage in its range") {
  const BatteryCell cold(0.3, -20), full(1.0, 25);
  CHECK(cold.voltage(-18) < kCellVoltageMin);
  CHECK(cold.voltage(cold.limit(-18)) == Approx(kCellVoltageMin));
  CHECK(full.limit(6) == Approx(0).margin(0.01));
  CHECK(full.limit(-1) == -1);
}

TEST_CASE("data.simulate: currents, temperatures and voltages are those of a 3 Ah cell") {
  double lowest = 0, highest = 0;
  for (const DriveRow& row : drives(2000, 0)) {
    REQUIRE(row.current >= -18);
    REQUIRE(row.current <= 6);
    REQUIRE(row.voltage > kCellVoltageMin - 0.005);
    REQUIRE(row.voltage < kCellVoltageMax + 0.005);
    REQUIRE(row.temperature >= -20.01);
    REQUIRE(row.temperature < 60);
    REQUIRE(row.soc > 0.04);
    REQUIRE(row.soc <= 1);
    lowest = std::min(lowest, row.current);
    highest = std::max(highest, row.current);
  }
  CHECK(lowest < -15);
  CHECK(highest > 4);
}

TEST_CASE("data.simulate: a long drive ends when the cell is empty") {
  const auto drive = simulate_drive(1, 0, 0.5, 25, 100000);
  CHECK(drive.size() < 20000);
  CHECK(drive.back().soc < 0.1);
}

TEST_CASE(
    "data.simulate: a cubic polynomial without memory leaves 20 to 70 mV, a degree 7 as well") {
  const auto train = drives(3, 0), test = drives(3, 1000);
  const double cubic = memoryless_rmse(train, test, 3);
  CHECK(cubic > 0.020);
  CHECK(cubic < 0.060);
  // Not for lack of terms: the rest is memory.
  CHECK(memoryless_rmse(train, test, 7) > 0.7 * cubic);
}

TEST_CASE("data.simulate: equal seeds give equal bytes, other seeds others") {
  const TempDir dir;
  auto a = small(dir, "a"), b = small(dir, "b"), c = small(dir, "c");
  c.seed = 1;
  const auto files = simulate(a, test::write_file), twin = simulate(b, test::write_file),
             other = simulate(c, test::write_file);
  REQUIRE(files.files.size() == 5);
  CHECK(files.rows == 1500);
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(test::read_file(files.files[i]) == test::read_file(twin.files[i]));
    CHECK(test::read_file(files.files[i]) != test::read_file(other.files[i]));
  }
}

TEST_CASE("data.simulate: a cycle has the same trips whatever compiler built it") {
  const std::vector<double> power = DriveCycle(Philox(1, Purpose::simulate), 3).power(3000);
  REQUIRE(power.size() == 3000);
  const double sum = std::accumulate(power.begin(), power.end(), 0.0);
  CHECK(sum == Approx(26944.6129749606).epsilon(1e-9));
}

TEST_CASE("data.simulate: files have the header, one row a second and points for decimals") {
  const TempDir dir;
  const auto options = small(dir, "run");
  const char* before = std::setlocale(LC_ALL, nullptr);
  const std::string saved = before ? before : "C";
  std::setlocale(LC_ALL, "de_DE.UTF-8");  // where it is installed
  const auto result = simulate(options, test::write_file);
  std::setlocale(LC_ALL, saved.c_str());
  CHECK(result.files[0] == (dir / "run/train/cycle01_n20degC.csv").string());
  CHECK(result.files[3] == (dir / "run/val/cycle01_10degC.csv").string());
  const std::string text = test::read_file(result.files[0]);
  CHECK(text.rfind("Time,Current,Temperature,SOC,Voltage\n0,", 0) == 0);
  CHECK(std::count(text.begin(), text.end(), '\n') == 301);
  CHECK(std::count(text.begin(), text.end(), ',') == 301 * 4);
}

TEST_CASE("data.simulate: never writes into a folder with files unless forced") {
  const TempDir dir;
  auto options = small(dir, "run");
  test::write_file(dir / "run/val/mine.csv", "precious");
  const auto refused = [&] {
    try {
      simulate(options, test::write_file);
    } catch (const Error& error) {
      return error.code() == ErrorCode::cannot_create;
    }
    return false;
  };
  CHECK(refused());
  CHECK_FALSE(std::filesystem::exists(dir / "run/train"));
  options.force = true;
  simulate(options, test::write_file);
  CHECK(test::read_file(dir / "run/val/mine.csv") == "precious");
  options.force = false;
  CHECK(refused());
}

TEST_CASE("data.simulate: settings out of range and places that cannot be written are errors") {
  const TempDir dir;
  auto options = small(dir, "run");
  options.rows = 1;
  CHECK_THROWS_AS(simulate(options, test::write_file), Error);
  options = small(dir, "run");
  options.train_files = -1;
  CHECK_THROWS_AS(simulate(options, test::write_file), Error);
  options = small(dir, "file");
  test::write_file(dir / "file", "not a folder");
  CHECK_THROWS_AS(simulate(options, test::write_file), Error);
}

}  // namespace
}  // namespace lstmtrain
