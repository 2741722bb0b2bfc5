// The reader and the gate on public data sets, where LSTMTRAIN_DATASETS points to them.
#include "data/csv_case.hpp"
#include "lstmtrain/dataset.hpp"
#include "support/datasets.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

std::size_t rows_of(const Dataset& data, const std::vector<std::size_t>& files) {
  std::size_t rows = 0;
  for (const std::size_t file : files) rows += data.files[file].rows;
  return rows;
}

}  // namespace

TEST_CASE("data.real: lg-hg2, 58 drive cycles at 1 Hz without a bad cell", "[datasets]") {
  const std::string folder = dataset("lg-hg2");
  if (folder.empty()) return;
  Hyperparams hp;
  hp.feature_columns = {"Current", "Temperature", "SOC"};
  hp.target_columns = {"Voltage"};
  const Dataset data = load_dataset(hp, data_folder(folder));
  CHECK(data.files.size() == 58);
  CHECK(rows_of(data, data.train_files) == 200935);
  CHECK(rows_of(data, data.val_files) == 65792);
  CHECK(rows_of(data, data.test_files) == 143148);
  CHECK(data.period == 1);
  CHECK(data.train.size() == 31);
  for (const FileSummary& summary : data.summaries) {
    INFO(summary.name);
    CHECK(summary.bad_rows == 0);
    CHECK(summary.gaps + summary.backward + summary.bad_times == 0);
  }
}

TEST_CASE("data.real: air-quality, a byte-order mark, date and clock, -200 for missing",
          "[datasets]") {
  const std::string folder = dataset("air-quality");
  if (folder.empty()) return;
  Hyperparams hp;
  hp.feature_columns = {"CO(GT)", "NOx(GT)"};
  hp.target_columns = {"NO2(GT)"};
  hp.missing_values = {-200};
  const Dataset data = load_test_data(hp, {folder});
  REQUIRE(data.files.size() == 1);
  CHECK(data.files[0].rows == 9357);
  CHECK(data.files[0].iso_time);
  CHECK(data.period == 3600);
  CHECK(data.summaries[0].columns[0].sentinel == 1683);
  CHECK(data.summaries[0].columns[1].sentinel == 1639);
  CHECK(data.summaries[0].columns[2].sentinel == 1642);
  CHECK(data.summaries[0].columns[2].min > 0);
  CHECK(time_runs(data, 0).size() == 1);
}

TEST_CASE("data.real: ett-small, hourly without a gap", "[datasets]") {
  const std::string folder = dataset("ett-small");
  if (folder.empty()) return;
  Hyperparams hp;
  hp.feature_columns = {"HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL"};
  hp.target_columns = {"OT"};
  const Dataset data = load_dataset(hp, {{folder}, {}, {}});
  CHECK(data.files.at(0).rows == 17420);
  CHECK(data.period == 3600);
  CHECK(data.train.size() == 1);
  CHECK(data.train[0].end == 13936);  // 80 %
  CHECK(data.val.at(0).begin == 13936 + 400);
}

TEST_CASE("data.real: no outlier in clean data, and -200 in the air", "[datasets]") {
  const auto loaded = [](const std::string& folder, const std::vector<std::string>& columns) {
    Hyperparams hp;
    hp.feature_columns.assign(columns.begin(), columns.end() - 1);
    hp.target_columns = {columns.back()};
    hp.lookback = 10;
    return std::filesystem::is_directory(std::filesystem::path(folder) / "train")
               ? load_dataset(hp, data_folder(folder))
               : load_dataset(hp, {{folder}, {}, {}});
  };
  const std::string cycles = dataset("lg-hg2"), air = dataset("air-quality"),
                    power = dataset("ett-small");
  if (cycles.empty() || air.empty() || power.empty()) return;
  CHECK(loaded(cycles, {"Current", "Temperature", "SOC", "Power", "Voltage"}).warnings.empty());
  CHECK(loaded(power, {"HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL", "OT"}).warnings.empty());
  const std::vector<std::string> gases = {
      "CO(GT)",  "PT08.S1(CO)", "NMHC(GT)",     "C6H6(GT)",     "PT08.S2(NMHC)",
      "NOx(GT)", "NO2(GT)",     "PT08.S3(NOx)", "PT08.S4(NO2)", "T",
      "RH",      "AH",          "PT08.S5(O3)"};
  const Dataset data = loaded(air, gases);
  REQUIRE(data.outliers.size() == gases.size());
  for (const ColumnOutliers& column : data.outliers) {
    INFO(column.column);
    CHECK(column.sentinels == std::vector<double>{-200});
    CHECK_FALSE(column.others);
    CHECK(column.low > -2);
  }
  CHECK(data.outliers[2].cells == 8443);
}
