// Numbers keep their digits: a counter of 1e9 with steps of 0.05 has steps of 0.05.
#include "data/digits.hpp"

#include <cmath>

#include "data/batches/scaled_rows.hpp"
#include "data/csv/row_reader.hpp"
#include "data/csv_case.hpp"
#include "lstmtrain/memory_data.hpp"
#include "lstmtrain/scaler.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

constexpr double kStart = 1e9, kStep = 0.05;

Hyperparams counters(std::vector<std::string> features, std::vector<std::string> derived = {}) {
  Hyperparams hp;
  hp.feature_columns = std::move(features);
  hp.target_columns = {"V"};
  hp.derived_columns = std::move(derived);
  hp.training_method = TrainingMethod::stream;
  hp.ignore_unit_check = true;
  return hp;
}

std::string counter_csv(int rows, int step = 1) {
  std::string text = "Time,Counter,I,V\n";
  for (int row = 0; row < rows; row += step) {
    char line[100];
    std::snprintf(line, sizeof line, "%d,%.2f,%d,%d.5\n", row, kStart + kStep * row, row % 7,
                  row % 5);
    text += line;
  }
  return text;
}

Dataset loaded(const Hyperparams& hp, const std::string& text = counter_csv(200)) {
  const TempDir dir;
  write_file(dir / "a.csv", text);
  write_file(dir / "v.csv", counter_csv(50));
  return load_dataset(hp, {{(dir / "a.csv").string()}, {(dir / "v.csv").string()}, {}});
}

// What the network sees of feature 0 in file 0.
std::vector<float> seen(const Dataset& data) {
  const Scaler scaler = fit_scaler(data, data.train, Normalization::minmax);
  const ScaledRows rows(data, scaler);
  const auto count = static_cast<int>(data.files[0].rows);
  std::vector<float> x(data.files[0].rows * data.num_features);
  rows.features(0, 0, count, 1, x.data());
  std::vector<float> first;
  for (std::size_t row = 0; row < data.files[0].rows; ++row)
    first.push_back(x[row * data.num_features]);
  return first;
}

}  // namespace

TEST_CASE("data.digits: which columns need more than float32 has") {
  CHECK(loses_digits(1e9, 1e9 + 100));
  CHECK(loses_digits(293.15, 313.15));
  CHECK(loses_digits(-1e9 - 100, -1e9));
  CHECK_FALSE(loses_digits(-20, 40));
  CHECK_FALSE(loses_digits(2.8, 4.2));
  CHECK_FALSE(loses_digits(0, 1e9));
  CHECK_FALSE(loses_digits(1e9, 1e9));  // constant
  CHECK(1e9 + 0.05 == Approx(static_cast<double>(static_cast<float>(1e9 + 0.05)) +
                             static_cast<double>(residual_of(1e9 + 0.05)))
                          .epsilon(1e-15));
}

TEST_CASE("data.digits: a derived column sees all digits, the counter itself is no feature") {
  const Dataset data = loaded(counters({"Rate"}, {"Rate: diff(Counter)"}));
  for (std::size_t row = 1; row < 200; ++row)
    CHECK(data.files[0].at(row, 0) == Approx(kStep).epsilon(1e-4));
  CHECK(data.summaries[0].columns[0].max == Approx(kStep).epsilon(1e-4));
}

TEST_CASE("data.digits: the network sees them, of lanes alone and of four at once") {
  const Dataset data = loaded(counters({"Counter", "I"}));
  const std::vector<float> first = seen(data);
  for (std::size_t row = 0; row < 200; ++row)
    CHECK(first[row] == Approx(static_cast<double>(row) / 199).margin(2e-7));
  const Scaler scaler = fit_scaler(data, data.train, Normalization::minmax);
  const ScaledRows rows(data, scaler);
  std::vector<LaneRows> lanes;
  for (std::size_t lane = 0; lane < 4; ++lane) lanes.push_back({0, 10 * lane, 0, 16});
  std::vector<float> x(16 * 2 * 16);
  rows.features(lanes, 16, 16, x.data());
  for (std::size_t t = 0; t < 16; ++t)
    for (std::size_t lane = 0; lane < 4; ++lane)
      CHECK(x[t * 2 * 16 + lane] == first[10 * lane + t]);
}

TEST_CASE("data.digits: other columns of such a file are scaled as ever") {
  const Dataset wide = loaded(counters({"I", "Counter"})), narrow = loaded(counters({"I"}));
  CHECK(seen(wide) == seen(narrow));
  CHECK(narrow.files[0].residuals.empty());
  CHECK(wide.files[0].residuals.size() == wide.files[0].values.size());
}

TEST_CASE("data.digits: they last through gaps that are filled, resampling and a turned file") {
  Hyperparams hp = counters({"Counter"});
  hp.fill_rows = 10;
  std::string gap = counter_csv(100);
  gap += "107,1000000005.35,0,3.1\n108,1000000005.40,0,3.1\n";
  const Dataset filled = loaded(hp, gap);
  CHECK(filled.files[0].rows == 109);
  CHECK(filled.files[0].exact(101, 0) == Approx(kStart + 5.05).epsilon(1e-13));
  hp.fill_rows = 0;
  hp.resample_hz = 0.5;
  const Dataset slow = loaded(hp);
  CHECK(slow.files[0].exact(1, 0) - slow.files[0].exact(0, 0) == Approx(2 * kStep).epsilon(1e-4));
  hp.resample_hz = 0;
  std::string newest = "Time,Counter,I,V\n";
  for (int row = 89; row >= 0; --row)
    newest += std::to_string(row) + ",10000000" + std::to_string(10 + row) + ".05,1,3.1\n";
  const Dataset turned = loaded(hp, newest);
  CHECK(turned.files[0].exact(7, 0) == Approx(1000000017.05).epsilon(1e-15));
}

TEST_CASE("data.digits: columns from memory") {
  std::vector<double> counter, volts;
  for (int row = 0; row < 1000; ++row) {
    counter.push_back(kStart + kStep * row);
    volts.push_back(3 + 0.1 * (row % 5));
  }
  MemoryData memory;
  memory.train = {{.name = "a", .columns = {{"Counter", counter}, {"V", volts}}}};
  const Dataset data = dataset_from_memory(counters({"Counter"}), memory);
  CHECK(seen(data)[1] == Approx(1.0 / 799).epsilon(1e-3));  // a fifth is validation
}

TEST_CASE("data.digits: rows one by one") {
  const Hyperparams hp = counters({"Counter", "Rate"}, {"Rate: diff(Counter)"});
  RowReader reader("stdin", "Time,Counter", hp, 1, {{"Counter", kStart, kStart + 10}});
  std::array<double, 2> x{};
  REQUIRE(reader.read("0,1000000000.00", x));
  REQUIRE(reader.read("1,1000000000.05", x));
  CHECK(x[0] == 1000000000.05);
  CHECK(x[1] == Approx(kStep).epsilon(1e-4));
}
