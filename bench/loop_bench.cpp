// What a training step costs beside the kernels, at N = 128, T = 200: gather and scale, the guard's
// norm, clip and finiteness, the last good copy, Adam; each as a share of the whole step of the
// same run (CPU time). And the rows a second of validation beside those of the training's forward
// pass. Every part is compared with a plain loop, or with another way to the same number, before it
// is timed.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <ctime>

#include "base/finite.hpp"
#include "base/flush_to_zero.hpp"
#include "data/batches/window_batches.hpp"
#include "data/targets.hpp"
#include "fixtures.hpp"
#include "infer/validation.hpp"
#include "nn/init.hpp"
#include "train/batch/batch_runner.hpp"
#include "train/guards/guard.hpp"
#include "train/optim/clip.hpp"
#include "train/optim/optimizer.hpp"
#include "train/step_bench_problem.hpp"

namespace {

using namespace lstmtrain;

constexpr int N = 128, T = 200, D = 4;

// N series of T rows, which are the batch and the validation set at once.
Dataset one_batch(const BenchCase& bench) {
  Dataset dataset = bench_data(bench, T);
  dataset.train.clear();
  for (std::size_t n = 0; n < N; ++n) dataset.train.push_back({0, n * T, (n + 1) * T});
  dataset.val = dataset.train;
  return dataset;
}

// The parts of train_step on one batch and one thread.
class Loop {
 public:
  explicit Loop(int H) : bench_{"", Cell::lstm, LayerNorm::none, {H}, N, T, 0} {
    batches_.start_epoch(0);
    batches_.next();
    runner_.run(params_, 0, grads_);
    last_good_ = params_;
  }

  void gather() {
    for (int block = 0; block < layout_.blocks(); ++block) gather(block);
  }
  void guard() {
    guard_.start_epoch();
    norm_ = global_norm<float>(grads_);
    benchmark::DoNotOptimize(guard_.inspect(1, norm_));
    benchmark::DoNotOptimize(guard_.taken(norm_));
    clip_by_norm<float>(grads_, norm_, hp_.clip_max_norm);
    benchmark::DoNotOptimize(all_finite(params_));
  }
  void copy_last_good() { last_good_ = params_; }
  // At rate 0 the parameters stay what they are however often it is timed.
  void optimise() { optimizer_.step(params_, grads_, 0); }
  void all_parts() {
    gather();
    guard();
    copy_last_good();
    optimise();
  }
  void step() {
    runner_.run(params_, 0, grads_);
    guard();
    copy_last_good();
    optimise();
  }
  // The head on every row, as validation's.
  void forward() {
    const FlushToZero flush;
    for (int block = 0; block < layout_.blocks(); ++block) {
      const int B = layout_.width(block);
      gather(block);
      network_.zero_state(B, workspace_);
      network_.forward(params_.data(), workspace_, {T, B, 0, nullptr});
    }
  }
  void validate() { benchmark::DoNotOptimize(validation_.run(params_)); }

  bool correct() {
    return gather_correct() && guard_correct() && optimiser_correct() && validation_correct();
  }

 private:
  void gather(int block) {
    batches_.gather(
        layout_.first_lane(block), layout_.used(block), 0, T,
        {layout_.width(block), workspace_.x, workspace_.target, workspace_.mask, workspace_.reset});
  }
  // Each lane of the last block is one of the series, scaled.
  bool gather_correct() {
    gather();
    const int last = layout_.blocks() - 1;
    std::vector<float> lane(static_cast<std::size_t>(T * D));
    for (int n = 0; n < layout_.used(last); ++n) {
      for (std::size_t i = 0; i < lane.size(); ++i)
        lane[i] = workspace_.x[static_cast<long>(i) * layout_.width(last) + n];
      const auto is_lane = [&](const Segment& series) {
        return bench::close(lane, scaled(series), 1e-5F);
      };
      if (std::none_of(dataset_.train.begin(), dataset_.train.end(), is_lane)) return false;
    }
    return true;
  }
  std::vector<float> scaled(const Segment& series) const {
    std::vector<float> rows;
    for (std::size_t row = series.begin; row < series.end; ++row)
      for (std::size_t d = 0; d < D; ++d)
        rows.push_back(static_cast<float>(
            scaler_.transform(d, static_cast<double>(dataset_.files[0].at(row, d)))));
    return rows;
  }
  bool guard_correct() {
    runner_.run(params_, 0, grads_);
    double norm = 0;
    for (const float g : grads_) norm = std::hypot(norm, static_cast<double>(g));
    guard();
    std::vector<float> bad = params_;
    bad.back() = std::nanf("");
    return std::abs(norm_ - norm) <= 1e-9 * norm && all_finite(params_) && !all_finite(bad);
  }
  // Adam's first update is the rate times g / (|g| + eps).
  bool optimiser_correct() {
    const std::vector<float> before = params_;
    std::vector<float> expected = params_;
    for (std::size_t i = 0; i < expected.size(); ++i)
      expected[i] -= 0.1F * grads_[i] / (std::abs(grads_[i]) + static_cast<float>(hp_.eps));
    optimizer_.step(params_, grads_, 0.1);
    const bool same = bench::close(params_, expected, 1e-5F);
    params_ = before;
    return same;
  }
  // WARMUP_ROWS leaves the last row of each series, as the window's loss does.
  bool validation_correct() {
    const double loss = runner_.run(params_, 0, grads_).loss;
    return std::abs(validation_.run(params_).loss - loss) <= 1e-4 * loss;
  }

  BenchCase bench_;
  Hyperparams hp_ = bench_settings(bench_);
  Dataset dataset_ = one_batch(bench_);
  ModelSpec spec_ = model_spec(hp_);
  Scaler scaler_ = fit_scaler(dataset_, dataset_.train, hp_.normalization);
  WindowBatches batches_{hp_, dataset_, scaler_};
  BlockLayout layout_{N};
  ThreadPool pool_{1};
  BatchRunner runner_{hp_, spec_, batches_, pool_};
  Validation validation_{hp_,  spec_, dataset_, scaler_, target_units(hp_, dataset_, scaler_)[0],
                         pool_};
  nn::Network<float> network_{spec_};
  nn::BlockWorkspace<float> workspace_{spec_, T, layout_.width(0), true};
  std::vector<float> params_ = nn::initial_params(spec_, Init::standard, 1, {0});
  std::vector<float> grads_ = std::vector<float>(params_.size()), last_good_;
  Optimizer<float> optimizer_{optimizer_settings(hp_), std::vector<float>(params_.size(), 0.0F)};
  Guard guard_{hp_, 1};
  double norm_ = 0;
};

using Part = void (Loop::*)();

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// CPU seconds of a part: the median of some runs.
double seconds_of(Loop& loop, Part part) {
  std::vector<double> seconds;
  for (int run = 0; run < 51; ++run) {
    const double begin = cpu_seconds();
    (loop.*part)();
    seconds.push_back(cpu_seconds() - begin);
  }
  return median(std::move(seconds));
}

// CPU seconds of a part by the benchmark's own loop.
double seconds_of(Loop& loop, Part part, benchmark::State& state) {
  const double begin = cpu_seconds();
  for (auto _ : state) (loop.*part)();
  return (cpu_seconds() - begin) / static_cast<double>(state.iterations());
}

void run_part(benchmark::State& state, Part part) {
  Loop loop(static_cast<int>(state.range(0)));
  if (!loop.correct()) return state.SkipWithError("differs from the reference");
  const double step = seconds_of(loop, &Loop::step);
  state.counters["of_step_%"] = 100 * seconds_of(loop, part, state) / step;
  state.counters["step_us"] = 1e6 * step;
}

void run_forward(benchmark::State& state, Part part) {
  Loop loop(static_cast<int>(state.range(0)));
  if (!loop.correct()) return state.SkipWithError("differs from the reference");
  const double forward = seconds_of(loop, &Loop::forward);
  const double seconds = seconds_of(loop, part, state);
  state.counters["rows/s"] = N * T / seconds;
  state.counters["of_training_forward"] = forward / seconds;
}

void units(benchmark::internal::Benchmark* bench) {
  bench->ArgName("H")->Arg(10)->Arg(32)->Unit(benchmark::kMicrosecond);
}

BENCHMARK_CAPTURE(run_part, step, &Loop::step)->Apply(units);
BENCHMARK_CAPTURE(run_part, gather, &Loop::gather)->Apply(units);
BENCHMARK_CAPTURE(run_part, guard, &Loop::guard)->Apply(units);
BENCHMARK_CAPTURE(run_part, last_good, &Loop::copy_last_good)->Apply(units);
BENCHMARK_CAPTURE(run_part, adam, &Loop::optimise)->Apply(units);
BENCHMARK_CAPTURE(run_part, all_parts, &Loop::all_parts)->Apply(units);
BENCHMARK_CAPTURE(run_forward, training_forward, &Loop::forward)->Apply(units);
BENCHMARK_CAPTURE(run_forward, validation, &Loop::validate)->Apply(units);

}  // namespace

BENCHMARK_MAIN();
