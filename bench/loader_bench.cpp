// Speed of reading CSV files as training reads them, by load_dataset: cells, data gate, splits.
// MB/s are 10^6 bytes of file a second of CPU time. The file is made in a temporary folder; what
// was read is compared with what was written before it is timed.
#include <benchmark/benchmark.h>

#include <array>
#include <charconv>
#include <cmath>

#include "lstmtrain/dataset.hpp"
#include "support/temp_dir.hpp"

namespace {

using namespace lstmtrain;

constexpr int kRows = 2'600'000;  // about 100 MB

// Time, current, temperature, state of charge and voltage of a row, rounded as they are written.
constexpr std::array<int, 5> kDecimals = {1, 4, 2, 6, 5};
std::array<double, 5> row_of(int row) {
  const double t = row;
  std::array<double, 5> cells = {t, 5 * std::sin(t / 30), 25 + 10 * std::sin(t / 9000),
                                 0.5 + 0.4 * std::cos(t / 5000),
                                 3.7 + 0.3 * std::cos(t / 5000) - 0.1 * std::sin(t / 30)};
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const double scale = std::pow(10, kDecimals[i]);
    cells[i] = std::round(cells[i] * scale) / scale;
  }
  return cells;
}

std::string csv_text() {
  std::string text = "Time,Current,Temperature,SOC,Voltage\n";
  std::array<char, 32> digits;
  for (int row = 0; row < kRows; ++row) {
    const std::array<double, 5> cells = row_of(row);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), cells[i],
                                     std::chars_format::fixed, kDecimals[i]);
      text.append(digits.data(), end.ptr);
      text += i + 1 < cells.size() ? ',' : '\n';
    }
  }
  return text;
}

// Made at the first call, removed at the end of the program.
const std::string& made_up_file() {
  static const test::TempDir folder;
  static std::string path;
  if (path.empty()) {
    path = (folder / "made_up.csv").string();
    test::write_file(path, csv_text());
  }
  return path;
}

bool correct(const Dataset& dataset) {
  if (dataset.files.size() != 1 || dataset.files[0].rows != kRows) return false;
  for (int row = 0; row < kRows; ++row) {
    const std::array<double, 5> cells = row_of(row);
    for (std::size_t column = 0; column < 4; ++column)
      if (dataset.files[0].at(static_cast<std::size_t>(row), column) !=
          static_cast<float>(cells[column + 1]))
        return false;
  }
  return true;
}

void load(benchmark::State& state) {
  const std::string& path = made_up_file();
  Hyperparams hp;
  hp.feature_columns = {"Current", "Temperature", "SOC"};
  hp.target_columns = {"Voltage"};
  DataPaths paths;
  paths.train = {path};
  if (!correct(load_dataset(hp, paths))) return state.SkipWithError("differs from the reference");
  for (auto _ : state) benchmark::DoNotOptimize(load_dataset(hp, paths));
  const auto bytes = static_cast<double>(std::filesystem::file_size(path));
  state.counters["file_MB"] = bytes * 1e-6;
  state.counters["MB/s"] =
      benchmark::Counter(bytes * 1e-6, benchmark::Counter::kIsIterationInvariantRate);
  state.counters["rows/s"] =
      benchmark::Counter(kRows, benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK(load)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->MinTime(2);

}  // namespace

BENCHMARK_MAIN();
