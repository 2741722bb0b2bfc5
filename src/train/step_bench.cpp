// Times the steps of a real training on made-up data, and one-row inference with its model.
#include "train/step_bench.hpp"

#include <algorithm>
#include <chrono>

#include "lstmtrain/trainer.hpp"
#include "nn/kernels/fma_peak.hpp"
#include "nn/network.hpp"
#include "nn/row_network.hpp"
#include "train/step_bench_problem.hpp"
#include "train/threads.hpp"

namespace lstmtrain {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kWarmUpSteps = 3, kFewestSteps = 21, kMostSteps = 1000;
constexpr int kNoStats = 1'000'000'000;  // none after the first step, which is not timed
constexpr double kFlopsToSpend = 60e9;   // about a second of steps

double seconds_between(Clock::time_point begin, Clock::time_point end) {
  return std::chrono::duration<double>(end - begin).count();
}

// Notes when each step ends.
class StepTimes : public Reporter {
 public:
  void start(const StartRecord& record) override {
    threads_ = record.threads;
    ends_.reserve(record.updates_per_epoch);
  }
  void progress(const ProgressRecord&) override { ends_.push_back(Clock::now()); }
  void stats(const StatsRecord& record) override { stats_ += record.step >= kWarmUpSteps; }

  int threads() const { return threads_; }
  int stats() const { return stats_; }
  std::vector<double> seconds() const {
    std::vector<double> seconds;
    for (std::size_t i = kWarmUpSteps; i < ends_.size(); ++i)
      seconds.push_back(seconds_between(ends_[i - 1], ends_[i]));
    return seconds;
  }

 private:
  std::vector<Clock::time_point> ends_;
  int threads_ = 1;
  int stats_ = 0;  // of the steps that are timed
};

// Nanoseconds a row of one stream: step(x [D]) is called for every row.
template <class Step>
double stream_ns(const BenchCase& bench, const Step& step) {
  constexpr int kRuns = 21, kRows = 2000;
  const SourceFile rows = bench_rows(bench, kRows, 2);
  std::vector<double> seconds;
  for (int run = 0; run < kRuns; ++run) {
    const auto begin = Clock::now();
    for (std::size_t row = 0; row < rows.rows; ++row) step(rows.values.data() + row * rows.columns);
    seconds.push_back(seconds_between(begin, Clock::now()));
  }
  return median(std::move(seconds)) / kRows * 1e9;
}

// Cells with LayerNorm inside have no one-row kernel: they run in a block, in one of its lanes.
double block_inference_ns(const BenchCase& bench, const Model& model) {
  const nn::Network<float> network(model.spec);
  nn::BlockWorkspace<float> w(model.spec, 1, kLaneMultiple, false);
  return stream_ns(bench, [&](const float* x) {
    for (int d = 0; d < model.spec.input_size; ++d) w.x[d * kLaneMultiple] = x[d];
    network.forward(model.params.data(), w, {1, kLaneMultiple, 0, nullptr});
    network.carry_state(w, 1, kLaneMultiple);
  });
}

double inference_ns(const BenchCase& bench, const Model& model) {
  if (model.spec.layer_norm == LayerNorm::cell) return block_inference_ns(bench, model);
  nn::RowNetwork network(model.spec, model.params);
  std::vector<float> y(static_cast<std::size_t>(bench.outputs));
  return stream_ns(bench, [&](const float* x) { network.step(x, y.data()); });
}

}  // namespace

BenchResult run_bench(const BenchCase& bench, const BenchOptions& options) {
  Hyperparams hp = bench_settings(bench);
  hp.stats_every = options.stats ? 1 : kNoStats;
  const double flops = step_flops(model_spec(hp), bench.lanes, bench.steps, hp.history());
  const int steps = std::clamp(static_cast<int>(kFlopsToSpend / flops), kFewestSteps, kMostSteps);
  const Dataset dataset = bench_data(bench, kWarmUpSteps + steps);
  const double peak_before = nn::fma_peak_gflops();
  StepTimes times;
  const FitResult fit = lstmtrain::fit(hp, dataset, times, {.threads = options.threads});
  const double peak = std::max(peak_before, nn::fma_peak_gflops());

  BenchResult result;
  const std::vector<double> seconds = times.seconds();
  const double step = median(seconds);
  result.threads = times.threads();
  result.stats = times.stats();
  result.ms_median = step * 1e3;
  result.ms_min = *std::min_element(seconds.begin(), seconds.end()) * 1e3;
  result.rows_per_s = static_cast<double>(bench.lanes) * bench.steps / step;
  result.gflops = flops / step * 1e-9;
  result.peak_share = result.gflops / (peak * result.threads);
  result.infer_ns = inference_ns(bench, fit.model);
  return result;
}

}  // namespace lstmtrain
