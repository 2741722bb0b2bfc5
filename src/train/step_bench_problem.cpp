#include "train/step_bench_problem.hpp"

#include <algorithm>

#include "base/model_kinds.hpp"
#include "base/rng.hpp"

namespace lstmtrain {
namespace {

// x0, x1 ...
std::vector<std::string> names(const char* letter, int count) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back(letter + std::to_string(i));
  return names;
}

}  // namespace

Hyperparams bench_settings(const BenchCase& bench) {
  Hyperparams hp;
  hp.model_type = model_type(bench.cell);
  hp.rnn_layer_sizes = bench.layer_sizes;
  hp.layer_norm = bench.layer_norm == LayerNorm::cell ? LayerNorm::cell : LayerNorm::none;
  hp.feature_columns = names("x", bench.inputs);
  hp.target_columns = names("y", bench.outputs);
  hp.lookback = bench.steps;
  hp.warmup_rows = bench.steps - 1;  // no loss on the first rows of the series
  hp.tbptt_history = bench.history;
  hp.batch_size = bench.lanes;
  hp.max_epochs = 1;
  return hp;
}

SourceFile bench_rows(const BenchCase& bench, std::size_t rows, std::uint32_t number) {
  SourceFile file;
  file.name = "bench";
  file.rows = rows;
  file.columns = static_cast<std::size_t>(bench.inputs + bench.outputs);
  file.values.resize(rows * file.columns);
  const Philox rng(1, Purpose::init);
  for (std::size_t i = 0; i < file.values.size(); ++i)
    file.values[i] = static_cast<float>(rng.normal(static_cast<std::uint32_t>(i), number));
  return file;
}

Dataset bench_data(const BenchCase& bench, int steps) {
  Dataset dataset;
  dataset.columns = names("x", bench.inputs);
  for (const std::string& target : names("y", bench.outputs)) dataset.columns.push_back(target);
  dataset.num_features = static_cast<std::size_t>(bench.inputs);
  const auto T = static_cast<std::size_t>(bench.steps);
  const auto windows = static_cast<std::size_t>(bench.lanes) * static_cast<std::size_t>(steps);
  dataset.files = {bench_rows(bench, T + windows - 1, 0), bench_rows(bench, T, 1)};
  dataset.train = {{0, 0, dataset.files[0].rows}};
  dataset.val = {{1, 0, dataset.files[1].rows}};
  dataset.train_files = {0};
  dataset.val_files = {1};
  return dataset;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace lstmtrain
