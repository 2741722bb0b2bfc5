// lstmtrain bench: times training and inference steps on this machine, a process a case.
#include "base/text/words.hpp"
#include "cli/command.hpp"
#include "cli/commands/bench_cases.hpp"
#include "cli/commands/bench_process.hpp"
#include "cli/options/shared_options.hpp"
#include "cli/screen/quantity.hpp"
#include "cli/screen/table.hpp"
#include "lstmtrain/error.hpp"
#include "nn/kernels/target.hpp"
#include "run/bench_json.hpp"

namespace lstmtrain::cli {
namespace {

constexpr int kMostColumns = 4096;

constexpr const char* kOpening =
    R"(Times whole training steps and one-row inference steps on this machine, a process a case, with
made-up data: N windows of T rows, loss on the last row. A step is one of a running training,
without layer statistics (STATS_EVERY).

Examples:
  lstmtrain bench
  lstmtrain bench --case LSTM,64-32,128,300 --case GRU+LN,32,128,400/50 --threads 2 --json
  lstmtrain bench --case LSTM,32,128,200 --inputs 8 --target AVX2
LSTM+LN is LAYER_NORM cell, 400/50 is TBPTT_HISTORY 50.
)";

struct Options {
  std::vector<std::string> cases;  // CELL,H[-H2],N,T
  std::optional<int> threads, inputs, outputs;
  std::string target;  // "": the best of the machine
  bool stats = false;
  bool json = false;
};

void declare(OptionSet& set, Options& options) {
  set.repeated("--case", options.cases, "CELL,H[-H2],N,T",
               "Shape to measure; may be repeated (default: a list)");
  set.whole("--threads", options.threads, 0, kMostThreads,
            "Threads (default: 1; 0: the cores that help)");
  set.whole("--inputs", options.inputs, 1, kMostColumns, "Inputs of a row (default: 4)");
  set.whole("--outputs", options.outputs, 1, kMostColumns, "Outputs of a row (default: 1)");
  set.text("--target", options.target, "NAME",
           "Instruction set of the kernels: AVX2, SSE4, NEON ... (default: the machine's best)");
  set.flag("--stats", options.stats, "Take the layer statistics at every step, and time them too");
  set.flag("--json", options.json, "Print a JSON list instead of the table");
}

std::string bench_table(const std::vector<BenchCase>& cases,
                        const std::vector<BenchResult>& results) {
  Table table({"case", "threads", "ms/step", "fastest", "rows/s", "GFLOP/s", "of peak", "infer ns",
               "peak MB"});
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const BenchResult& r = results[i];
    table.add({cases[i].name, std::to_string(r.threads), number(r.ms_median), number(r.ms_min),
               short_count(r.rows_per_s), number(r.gflops), number(100 * r.peak_share) + " %",
               number(r.infer_ns), number(r.peak_rss_mb)});
  }
  return table.text();
}

int run_bench(const Options& options, Terminal& terminal) {
  std::vector<BenchCase> cases;
  for (const std::string& text : options.cases) cases.push_back(parse_bench_case(text));
  if (cases.empty()) cases = default_bench_cases();
  for (BenchCase& bench : cases) {
    bench.inputs = options.inputs.value_or(bench.inputs);
    bench.outputs = options.outputs.value_or(bench.outputs);
  }
  if (!options.target.empty() && !nn::use_kernel_target(options.target))
    throw Error(ErrorCode::usage, "command line: --target, got \"" + options.target +
                                      "\", expected one that this program and machine have: " +
                                      text::joined(nn::kernel_targets()) + ".");
  const int threads = options.threads.value_or(1);
  std::vector<BenchResult> results;
  for (const BenchCase& bench : cases) {
    if (!options.json) terminal.note("measuring " + bench.name);
    results.push_back(run_isolated(
        [&] { return lstmtrain::run_bench(bench, {.threads = threads, .stats = options.stats}); }));
  }
  terminal.out.write(options.json ? run::bench_json(cases, results) : bench_table(cases, results));
  return 0;
}

}  // namespace

extern const Command bench_command = {"bench", "times training and inference on this machine",
                                      kOpening, bound<Options, declare, run_bench>};

}  // namespace lstmtrain::cli
