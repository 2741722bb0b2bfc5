// oneDNN's LSTM and GRU against the fused kernels: forward and backward of a batch, no optimiser,
// the gradient entering at the last row, float32, one thread. Both are given the same parameters
// and must agree on every gradient before they are timed, in turns.
//   onednn_bench [CELL,H[-H2...],N,T]...      default: bench/cases/default.txt
#include <dlfcn.h>

#include <chrono>
#include <cstdio>

#include "base/flush_to_zero.hpp"
#include "cli/commands/bench_cases.hpp"
#include "lstmtrain/error.hpp"
#include "network_step.hpp"
#include "nn/kernels/fma_peak.hpp"
#include "onednn_step.hpp"
#include "train/threads.hpp"

namespace {

using namespace lstmtrain;
using namespace lstmtrain::bench;

constexpr int kWarmUp = 3, kFewest = 21;
constexpr double kSeconds = 2;

struct Times {
  std::vector<double> ms;

  template <class Step>
  void add(Step& step) {
    const auto begin = std::chrono::steady_clock::now();
    step.run();
    const std::chrono::duration<double, std::milli> taken =
        std::chrono::steady_clock::now() - begin;
    ms.push_back(taken.count());
  }
  double fastest() const { return *std::min_element(ms.begin(), ms.end()); }
};

// The OpenMP runtime is oneDNN's, whichever that is: it is asked for by name.
void hold_to_one_thread() {
  void* function = dlsym(RTLD_DEFAULT, "omp_set_num_threads");
  if (function == nullptr)
    throw Error(ErrorCode::internal, "this oneDNN is not built on OpenMP: its threads are unknown");
  reinterpret_cast<void (*)(int)>(function)(1);
}

// The name of the first gradient on which the two differ; empty when there is none.
std::string difference(const Problem& problem, const std::vector<float>& ours,
                       const std::vector<float>& theirs) {
  for (std::size_t i = 0; i < 4 * problem.spec.layer_sizes.size(); ++i) {
    const ParamInfo& info = problem.layout[i];
    const auto of = [&](const std::vector<float>& grads) {
      return std::span(grads).subspan(info.offset, info.size);
    };
    if (!close(of(theirs), of(ours))) return info.name;
  }
  return "";
}

bool measure(const BenchCase& bench) {
  const Problem problem(bench);
  OneDnnStep onednn(problem);
  NetworkStep ours(problem);
  onednn.run();
  ours.run();
  if (const std::string name = difference(problem, ours.grads(), onednn.grads()); !name.empty()) {
    std::printf("%-20s not timed: the gradients of %s differ\n", bench.name.c_str(), name.c_str());
    return false;
  }
  Times their_times, our_times;
  const auto begin = std::chrono::steady_clock::now();
  while (our_times.ms.size() < kWarmUp + kFewest ||
         std::chrono::steady_clock::now() - begin < std::chrono::duration<double>(kSeconds)) {
    their_times.add(onednn);
    our_times.add(ours);
  }
  for (Times* times : {&their_times, &our_times})
    times->ms.erase(times->ms.begin(), times->ms.begin() + kWarmUp);
  const double theirs_ms = median(their_times.ms), ours_ms = median(our_times.ms),
               mflop = step_flops(model_spec(bench_settings(bench)), bench.lanes, bench.steps,
                                  bench.steps) *
                       1e-6;
  std::printf("%-20s %9.3f %9.3f %8.1f %9.3f %9.3f %8.1f %7.2f  %s\n", bench.name.c_str(),
              theirs_ms, their_times.fastest(), mflop / theirs_ms, ours_ms, our_times.fastest(),
              mflop / ours_ms, theirs_ms / ours_ms, onednn.implementation().c_str());
  std::fflush(stdout);
  return true;
}

std::vector<BenchCase> cases(int argc, char** argv) {
  if (argc < 2) {
    std::vector<BenchCase> cases = cli::default_bench_cases();
    std::erase_if(cases, [](const BenchCase& c) { return c.layer_norm != LayerNorm::none; });
    return cases;
  }
  std::vector<BenchCase> cases;
  for (int i = 1; i < argc; ++i) {
    cases.push_back(cli::parse_bench_case(argv[i]));
    if (cases.back().layer_norm != LayerNorm::none || cases.back().history > 0)
      throw Error(ErrorCode::usage, cases.back().name + ": oneDNN has no LayerNorm in its cells " +
                                        "and no truncated backward pass. Hint: LSTM,32,128,200.");
  }
  return cases;
}

int run(int argc, char** argv) {
  const std::vector<BenchCase> todo = cases(argc, argv);
  hold_to_one_thread();
  const FlushToZero flush;
  std::printf("# oneDNN %s, one thread, float32, forward and backward; peak %.0f GFLOP/s\n",
              (std::to_string(dnnl_version()->major) + "." + std::to_string(dnnl_version()->minor) +
               "." + std::to_string(dnnl_version()->patch))
                  .c_str(),
              nn::fma_peak_gflops());
  std::printf("%-20s %9s %9s %8s %9s %9s %8s %7s  %s\n", "case", "oneDNN ms", "fastest", "GFLOP/s",
              "ours ms", "fastest", "GFLOP/s", "ratio", "oneDNN's");
  bool right = true;
  for (const BenchCase& bench : todo) right = measure(bench) && right;
  return right ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return exit_status(error.code());
  } catch (const std::exception& error) {  // of oneDNN
    std::fprintf(stderr, "%s\n", error.what());
    return 70;
  }
}
