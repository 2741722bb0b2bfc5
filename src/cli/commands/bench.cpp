// lstmtrain bench: times training and inference steps on this machine, a process a case.
#include "cli/bench_cases.hpp"
#include "cli/commands.hpp"
#include "cli/isolated.hpp"
#include "cli/screen/quantity.hpp"
#include "cli/screen/table.hpp"
#include "run/bench_json.hpp"

namespace lstmtrain::cli {
namespace {

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

}  // namespace

int run_bench(const Options& options, Terminal& terminal) {
  std::vector<BenchCase> cases;
  for (const std::string& text : options.cases) cases.push_back(parse_bench_case(text));
  if (cases.empty()) cases = default_bench_cases();
  const int threads = options.threads.value_or(1);
  std::vector<BenchResult> results;
  for (const BenchCase& bench : cases) {
    if (!options.json) terminal.note("measuring " + bench.name);
    results.push_back(
        run_isolated([&] { return lstmtrain::run_bench(bench, {.threads = threads}); }));
  }
  terminal.out.write(options.json ? run::bench_json(cases, results) : bench_table(cases, results));
  return 0;
}

}  // namespace lstmtrain::cli
