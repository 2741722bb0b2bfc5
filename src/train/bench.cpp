// Times the steps of a real training on made-up data, and one-row inference with its model.
#include "lstmtrain/bench.hpp"

#include <algorithm>
#include <chrono>

#include "base/rng.hpp"
#include "lstmtrain/trainer.hpp"
#include "nn/fma_peak_kernel.hpp"
#include "nn/network.hpp"
#include "nn/row_network.hpp"

namespace lstmtrain {
namespace {

using Clock = std::chrono::steady_clock;

const std::vector<std::string> kFeatures = {"a", "b", "c", "d"};
constexpr int kWarmUpSteps = 3, kFewestSteps = 21, kMostSteps = 1000;
constexpr double kFlopsToSpend = 60e9;  // about a second of steps

double seconds_between(Clock::time_point begin, Clock::time_point end) {
  return std::chrono::duration<double>(end - begin).count();
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Notes when each step ends.
class StepTimes : public Reporter {
 public:
  void start(const StartRecord& record) override {
    threads_ = record.threads;
    ends_.reserve(record.updates_per_epoch);
  }
  void progress(const ProgressRecord&) override { ends_.push_back(Clock::now()); }

  int threads() const { return threads_; }
  std::vector<double> seconds() const {
    std::vector<double> seconds;
    for (std::size_t i = kWarmUpSteps; i < ends_.size(); ++i)
      seconds.push_back(seconds_between(ends_[i - 1], ends_[i]));
    return seconds;
  }

 private:
  std::vector<Clock::time_point> ends_;
  int threads_ = 1;
};

double flops(const BenchCase& bench) {
  double sum = 0, D = static_cast<double>(kFeatures.size());
  const double G = bench.cell == Cell::lstm ? 4 : 3;
  for (const double H : bench.layer_sizes) {
    sum += 6.0 * bench.lanes * bench.steps * G * H * (D + H);
    D = H;
  }
  return sum;
}

Hyperparams settings(const BenchCase& bench) {
  Hyperparams hp;
  hp.model_type = bench.cell == Cell::lstm ? "LSTM" : "GRU";
  hp.rnn_layer_sizes = bench.layer_sizes;
  hp.layer_norm = bench.layer_norm == LayerNorm::cell ? "cell" : "none";
  hp.feature_columns = kFeatures;
  hp.target_columns = {"y"};
  hp.lookback = bench.steps;
  hp.warmup_rows = bench.steps - 1;  // no loss on the first rows of the series
  hp.tbptt_history = bench.history;
  hp.batch_size = bench.lanes;
  hp.max_epochs = 1;
  return hp;
}

SourceFile made_up_file(std::size_t rows, std::uint32_t number) {
  SourceFile file;
  file.name = "bench";
  file.rows = rows;
  file.columns = kFeatures.size() + 1;
  file.values.resize(rows * file.columns);
  const Philox rng(1, Purpose::init);
  for (std::size_t i = 0; i < file.values.size(); ++i)
    file.values[i] = static_cast<float>(rng.normal(static_cast<std::uint32_t>(i), number));
  return file;
}

// Training rows for `steps` batches of windows, and a window to validate on.
Dataset made_up_data(const BenchCase& bench, int steps) {
  Dataset dataset;
  dataset.columns = kFeatures;
  dataset.columns.emplace_back("y");
  dataset.num_features = kFeatures.size();
  const auto T = static_cast<std::size_t>(bench.steps);
  const auto windows = static_cast<std::size_t>(bench.lanes) * static_cast<std::size_t>(steps);
  dataset.files = {made_up_file(T + windows - 1, 0), made_up_file(T, 1)};
  dataset.train = {{0, 0, dataset.files[0].rows}};
  dataset.val = {{1, 0, dataset.files[1].rows}};
  dataset.train_files = {0};
  dataset.val_files = {1};
  return dataset;
}

// Nanoseconds a row of one stream: step(x [D]) is called for every row.
template <class Step>
double stream_ns(const Step& step) {
  constexpr int kRuns = 21, kRows = 2000;
  const SourceFile rows = made_up_file(kRows, 2);
  std::vector<double> seconds;
  for (int run = 0; run < kRuns; ++run) {
    const auto begin = Clock::now();
    for (std::size_t row = 0; row < rows.rows; ++row) step(rows.values.data() + row * rows.columns);
    seconds.push_back(seconds_between(begin, Clock::now()));
  }
  return median(std::move(seconds)) / kRows * 1e9;
}

// Cells with LayerNorm inside have no one-row kernel: they run in a block, in one of its lanes.
double block_inference_ns(const Model& model) {
  const nn::Network<float> network(model.spec);
  nn::BlockWorkspace<float> w(model.spec, 1, kLaneMultiple, false);
  return stream_ns([&](const float* x) {
    for (std::size_t d = 0; d < kFeatures.size(); ++d) w.x[d * kLaneMultiple] = x[d];
    network.forward(model.params.data(), w, {1, kLaneMultiple, 0, nullptr});
    network.carry_state(w, 1, kLaneMultiple);
  });
}

double inference_ns(const Model& model) {
  if (model.spec.layer_norm == LayerNorm::cell) return block_inference_ns(model);
  nn::RowNetwork network(model.spec, model.params);
  float y = 0;
  return stream_ns([&](const float* x) { network.step(x, &y); });
}

}  // namespace

BenchResult run_bench(const BenchCase& bench, int threads) {
  const Hyperparams hp = settings(bench);
  const int steps =
      std::clamp(static_cast<int>(kFlopsToSpend / flops(bench)), kFewestSteps, kMostSteps);
  const Dataset dataset = made_up_data(bench, kWarmUpSteps + steps);
  const double peak_before = nn::fma_peak_gflops();
  StepTimes times;
  const FitResult fit = lstmtrain::fit(hp, dataset, times, {threads, nullptr});
  const double peak = std::max(peak_before, nn::fma_peak_gflops());

  BenchResult result;
  const std::vector<double> seconds = times.seconds();
  const double step = median(seconds);
  result.threads = times.threads();
  result.ms_median = step * 1e3;
  result.ms_min = *std::min_element(seconds.begin(), seconds.end()) * 1e3;
  result.rows_per_s = static_cast<double>(bench.lanes) * bench.steps / step;
  result.gflops = flops(bench) / step * 1e-9;
  result.peak_share = result.gflops / (peak * result.threads);
  result.infer_ns = inference_ns(fit.model);
  return result;
}

}  // namespace lstmtrain
