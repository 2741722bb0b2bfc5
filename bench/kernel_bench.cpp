// Micro benchmarks of the fused kernels, forward and backward, and of the one-row kernels. Each
// case is compared with the Eigen cell before it is timed. GFLOP/s count 2 N T G H (D+H) flop
// forward and twice that backward; peak_share is of the multiply-add peak measured at the start.
//   build/bench/bench/kernel_bench --benchmark_repetitions=20
//   --benchmark_report_aggregates_only=true
#include <benchmark/benchmark.h>

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "base/flush_to_zero.hpp"
#include "base/shape.hpp"
#include "fixtures.hpp"
#include "nn/cells/table.hpp"
#include "nn/kernels/fma_peak.hpp"
#include "nn/row_network.hpp"

namespace {

using namespace lstmtrain;
using bench::close, bench::random;
using Vector = std::vector<float>;

double peak() {
  static const double gflops = nn::fma_peak_gflops();
  return gflops;
}

// One block of lanes; a batch of N lanes is N / 64 of them, one after the other.
struct Block {
  static constexpr int D = 4;

  Block(Cell kind, int units, int lanes, int steps)
      : cell(kind), H(units), T(steps), B(std::min(lanes, kBlockLanes)), blocks(lanes / B) {
    const int G = gates();
    weight_ih = random(G * H * D, 1 / std::sqrt(H), 0);
    weight_hh = random(G * H * H, 1 / std::sqrt(H), 1);
    bias = random(G * H, 0.1, 2);
    x = random(T * D * B, 1, 3);
    h = random((T + 1) * H * B, 0, 4);
    c = h;
    dh = random(T * H * B, 0.01, 5);
    workspace = random(5 * T * H * B, 0, 6);
    d_weight_ih = weight_ih, d_weight_hh = weight_hh, d_bias_ih = bias, d_bias_hh = bias;
    scratch.resize(std::max(passes().kernel.scratch(D, H, B), passes().reference.scratch(D, H, B)) +
                   16);
  }
  int gates() const { return cell_facts(cell).num_gates; }
  const nn::CellPasses<float>& passes() const { return nn::cell_functions(cell).passes<float>(); }
  float* aligned_scratch() {
    const auto address = reinterpret_cast<std::uintptr_t>(scratch.data());
    return scratch.data() + (64 - address % 64) % 64 / sizeof(float);
  }

  nn::CellForward<float> forward_view() {
    return {
        T,           D,        H,       B,        weight_ih.data(), weight_hh.data(), bias.data(),
        bias.data(), x.data(), nullptr, h.data(), c.data(),         workspace.data()};
  }
  nn::CellBackward<float> backward_view() {
    return {dh.data(),
            nullptr,
            nullptr,
            nullptr,
            d_weight_ih.data(),
            d_weight_hh.data(),
            d_bias_ih.data(),
            d_bias_hh.data(),
            aligned_scratch()};
  }
  void forward() { passes().kernel.forward(forward_view(), aligned_scratch()); }
  void backward() { passes().kernel.backward(forward_view(), backward_view()); }

  // Whether the kernel's h and weight gradients are the reference's.
  bool correct() {
    Block other = *this;
    forward();
    backward();
    passes().reference.forward(other.forward_view(), other.aligned_scratch());
    passes().reference.backward(other.forward_view(), other.backward_view());
    return close(h, other.h) && close(d_weight_hh, other.d_weight_hh);
  }

  double forward_flops() const { return 2.0 * blocks * B * T * gates() * H * (D + H); }

  Cell cell;
  int H, T, B, blocks;
  Vector weight_ih, weight_hh, bias, x, h, c, dh, workspace, d_weight_ih, d_weight_hh, d_bias_ih,
      d_bias_hh, scratch;
};

enum Direction { kForward, kBackward };

void run(benchmark::State& state, Cell cell, Direction direction) {
  Block block(cell, static_cast<int>(state.range(0)), static_cast<int>(state.range(1)),
              static_cast<int>(state.range(2)));
  if (!block.correct()) return state.SkipWithError("differs from the reference");
  const FlushToZero flush;
  for (auto _ : state)
    for (int k = 0; k < block.blocks; ++k)
      direction == kForward ? block.forward() : block.backward();
  const double flops = block.forward_flops() * (direction == kForward ? 1 : 2);
  const double rate = static_cast<double>(state.iterations()) * flops * 1e-9;
  state.counters["GFLOP/s"] = benchmark::Counter(rate, benchmark::Counter::kIsRate);
  state.counters["peak_share"] = benchmark::Counter(rate / peak(), benchmark::Counter::kIsRate);
}

void run_row(benchmark::State& state, Cell cell) {
  const ModelSpec spec{cell, 4, {static_cast<int>(state.range(0))}, 1, LayerNorm::none, 0};
  nn::RowNetwork network(spec, random(static_cast<int>(param_count(spec)), 0.2, 7));
  float x[4] = {0.1f, -0.2f, 0.3f, 0.4f}, y = 0;
  for (auto _ : state) {
    x[0] = y;
    network.step(x, &y);
  }
  benchmark::DoNotOptimize(y);
}

void cases(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"H", "N", "T"})->Unit(benchmark::kMillisecond);
  for (const auto& [H, N, T] :
       {std::array{10, 128, 400}, {32, 128, 200}, {32, 32, 400}, {64, 128, 400}, {128, 128, 400}})
    bench->Args({H, N, T});
}

BENCHMARK_CAPTURE(run, lstm_forward, Cell::lstm, kForward)->Apply(cases);
BENCHMARK_CAPTURE(run, lstm_backward, Cell::lstm, kBackward)->Apply(cases);
BENCHMARK_CAPTURE(run, gru_forward, Cell::gru, kForward)->Apply(cases);
BENCHMARK_CAPTURE(run, gru_backward, Cell::gru, kBackward)->Apply(cases);
BENCHMARK_CAPTURE(run_row, lstm, Cell::lstm)->ArgName("H")->Arg(10)->Arg(32)->Arg(64)->Arg(128);
BENCHMARK_CAPTURE(run_row, gru, Cell::gru)->ArgName("H")->Arg(10)->Arg(32)->Arg(64)->Arg(128);

}  // namespace

int main(int argc, char** argv) {
  benchmark::AddCustomContext("fma_peak_gflops", std::to_string(peak()));
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 64;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
