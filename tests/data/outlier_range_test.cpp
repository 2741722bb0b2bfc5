// Which cells are outliers, and which only look like some.
#include "data/clean/outlier_range.hpp"

#include <cmath>
#include <functional>

#include "base/rng.hpp"
#include "support/catch.hpp"

using namespace lstmtrain;

namespace {

const double kThreshold = Hyperparams().outlier_threshold;

// One column of one table.
struct Column {
  Table table;
  std::string name;

  Column(std::size_t rows, const std::function<double(std::uint32_t)>& cell,
         std::string called = "x")
      : name(std::move(called)) {
    table.file.rows = rows;
    table.file.columns = 1;
    for (std::uint32_t row = 0; row < rows; ++row)
      table.file.values.push_back(static_cast<float>(cell(row)));
  }
  Column& with(std::initializer_list<std::pair<std::size_t, double>> cells) {
    for (const auto& [row, value] : cells) table.file.values[row] = static_cast<float>(value);
    return *this;
  }
  // The cells outside.
  std::vector<float> outliers(double threshold = kThreshold) const {
    const Table* const tables[] = {&table};
    const OutlierRange range = outlier_range({name, 0, tables}, threshold);
    std::vector<float> found;
    for (const float x : table.file.values)
      if (!range.holds(x)) found.push_back(x);
    return found;
  }
};

const Philox kRandom(7, Purpose::init);

double normal(std::uint32_t row) { return kRandom.normal(row); }
double voltage(std::uint32_t row) { return 3.6 + 0.4 * std::sin(0.001 * row) + 0.02 * normal(row); }
double temperature(std::uint32_t row) { return 10 + 30 * std::sin(0.0003 * row); }
// At rest most of the time, then heavy peaks: like a drive cycle.
double current(std::uint32_t row) {
  return row % 100 < 80 ? 0.01 * normal(row) : 3 * normal(row) * std::abs(normal(row + 100000));
}

using Cells = std::vector<float>;

}  // namespace

TEST_CASE("data.outlier_range: clean columns have none") {
  for (const auto& cell :
       {std::function<double(std::uint32_t)>(voltage), {temperature}, {current}, {normal}}) {
    CHECK(Column(50000, cell).outliers().empty());
    CHECK(Column(200, cell).outliers().empty());
  }
  CHECK(Column(1000, [](std::uint32_t) { return 25; }).outliers().empty());
  // A flag that is rarely set, a gear, a slow ramp.
  CHECK(Column(50000, [](std::uint32_t row) { return row == 777; }).outliers().empty());
  CHECK(Column(50000, [](std::uint32_t row) { return row % 5000 == 0 ? row / 5000 : 0; })
            .outliers()
            .empty());
  CHECK(Column(50000, [](std::uint32_t row) { return 1e-4 * row; }).outliers().empty());
}

TEST_CASE("data.outlier_range: one cell of a logger among 48,356") {
  for (const double x :
       {65.535, 6553.5, 655.35, 65535.0, 32767.0, -32768.0, -999.0, -9999.0, 9999.0, 1e31, -99.0}) {
    INFO(x);
    CHECK(Column(48356, voltage).with({{20000, x}}).outliers() == Cells{static_cast<float>(x)});
  }
  for (const double x : {-999.0, 85.0, -127.0, 6553.5, 1e31}) {
    INFO(x);
    CHECK(Column(48356, temperature, "Temperature").with({{0, x}}).outliers() ==
          Cells{static_cast<float>(x)});
  }
  CHECK(Column(48356, current).with({{48355, 655.35}}).outliers() == Cells{655.35F});
}

TEST_CASE("data.outlier_range: several at both ends do not hide one another") {
  CHECK(Column(1000, voltage)
            .with({{1, 65.535}, {2, 65.535}, {3, 655.35}, {500, -999}, {501, 1e31}, {900, 80}})
            .outliers() == Cells{65.535F, 65.535F, 655.35F, -999, 1e31F, 80});
}

TEST_CASE("data.outlier_range: a sentinel in most of the cells is one") {
  CHECK(Column(1000, [](std::uint32_t row) { return row % 10 == 0 ? 100.0 + row % 7 : -200.0; })
            .outliers()
            .size() == 900);
}

TEST_CASE(
    "data.outlier_range: a number that loggers use stands beside the others and is one of them") {
  // 85 degC in an engine, 999 in a concentration, -99 dBm.
  CHECK(Column(
            1000, [](std::uint32_t row) { return 20 + 0.065 * row; }, "Temperature")
            .with({{5, 85}, {6, 85.5}})
            .outliers()
            .empty());
  CHECK(Column(1000, [](std::uint32_t row) { return row + 30; }).outliers().empty());
  CHECK(Column(1000, [](std::uint32_t row) { return -30 - 0.069 * row; })
            .with({{8, -99}})
            .outliers()
            .empty());
  // 85 is what a thermometer says; in another column it needs what any number needs.
  CHECK(Column(48356, temperature, "Humidity").with({{5, 85}}).outliers().empty());
}

TEST_CASE("data.outlier_range: far but not isolated, isolated but not far") {
  // A tail that reaches out cell by cell.
  Column tail(10000, normal);
  for (std::size_t i = 0; i < 40; ++i) tail.with({{i * 100, 5 + static_cast<double>(i)}});
  CHECK(tail.outliers().empty());
  // Doubles the range within ten spreads; a lower threshold takes it.
  Column two([] { return Column(1000, [](std::uint32_t row) { return 0.001 * row; }); }());
  two.with({{500, 2.5}});
  CHECK(two.outliers().empty());
  CHECK(two.outliers(5) == Cells{2.5F});
}

TEST_CASE("data.outlier_range: a level that is held is signal, a cell or two are not") {
  const auto rest = [](std::uint32_t row) { return 0.01 * normal(row); };
  Column pulse(20000, rest);
  for (std::size_t row = 300; row < 310; ++row) pulse.with({{row, 40}});
  CHECK(pulse.outliers().empty());
  CHECK(Column(20000, rest).with({{300, 40}, {301, 40}}).outliers().size() == 2);
  // Not where it is a sentinel.
  Column lost(20000, rest);
  for (std::size_t row = 300; row < 310; ++row) lost.with({{row, -999}});
  CHECK(lost.outliers().size() == 10);
}

TEST_CASE("data.outlier_range: of a few cells nothing is said; bad cells are passed over") {
  CHECK(Column(6, voltage).with({{3, 1e6}}).outliers().empty());
  CHECK(Column(40, voltage).with({{3, 1e6}, {4, std::nan("")}}).outliers().size() == 2);  // and NaN
}
