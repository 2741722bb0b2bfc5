// The unit gate on public data sets, where LSTMTRAIN_DATASETS points to them: every file spoiled in
// every way is found, clean ones are not.
#include <functional>

#include "data/compare/column_print.hpp"
#include "data/compare/unit_gate.hpp"
#include "lstmtrain/dataset.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

constexpr std::size_t kCurrent = 0, kTemperature = 1, kSoc = 2, kVoltage = 3;

struct Spoiling {
  const char* said;
  std::function<void(float* row)> spoil;
};

const std::vector<Spoiling>& spoilings() {
  static const std::vector<Spoiling> all = {
      {"\"Current\" is 1000 times as large", [](float* row) { row[kCurrent] *= 1000; }},
      {"\"Voltage\" is 1000 times as large", [](float* row) { row[kVoltage] *= 1000; }},
      {"\"SOC\" is 100 times as large", [](float* row) { row[kSoc] *= 100; }},
      {"\"Temperature\" lies 273.15 above", [](float* row) { row[kTemperature] += 273.15F; }},
      {"\"Current\" has the other sign", [](float* row) { row[kCurrent] *= -1; }},
      {"in the place of", [](float* row) { std::swap(row[kCurrent], row[kTemperature]); }},
      {"in the place of", [](float* row) { std::swap(row[kCurrent], row[kVoltage]); }},
      {"in the place of", [](float* row) { std::swap(row[kSoc], row[kTemperature]); }}};
  return all;
}

Hyperparams cell_settings() {
  Hyperparams hp;
  hp.feature_columns = {"Current", "Temperature", "SOC"};
  hp.target_columns = {"Voltage"};
  return hp;
}

std::vector<std::string> faults_of(const RawTables& tables) {
  std::vector<std::string> lines;
  Dataset data;
  gate_units(cell_settings(), tables, Faults(lines), data);
  return lines;
}

}  // namespace

TEST_CASE("data.real: lg-hg2, each file in other units is found, alone and by a model's training",
          "[datasets]") {
  const std::string folder = dataset("lg-hg2");
  if (folder.empty()) return;
  const Dataset data = load_dataset(cell_settings(), data_folder(folder));
  const std::vector<ColumnFamily> families = training_families(data);
  RawTables tables;
  for (std::size_t f = 0; f < data.files.size(); ++f) {
    Table table;
    table.file.path = data.files[f].path;
    table.summary.prints = data.summaries[f].prints;
    tables.train.push_back(std::move(table));
  }
  CHECK(faults_of(tables).empty());
  const std::vector<std::string> columns = {"Current", "Temperature", "SOC", "Voltage"};
  for (std::size_t f = 0; f < data.files.size(); ++f)
    for (const Spoiling& spoiling : spoilings()) {
      SourceFile file = data.files[f];
      for (std::size_t row = 0; row < file.rows; ++row)
        spoiling.spoil(&file.values[row * file.columns]);
      INFO(file.name << ": " << spoiling.said);
      FileSummary& summary = tables.train[f].summary;
      summary.prints = column_prints(columns, "Voltage", file);
      const std::vector<std::string> faults = faults_of(tables);
      if (faults.empty()) FAIL_CHECK("nothing was found");
      if (faults.empty()) continue;
      INFO(faults.front());
      CHECK_THAT(faults.front(), contains(spoiling.said));
      CHECK_THAT(faults.front(), contains(file.path));
      CHECK_FALSE(unlike_training(families, file, summary).empty());
      summary.prints = data.summaries[f].prints;
    }
}
