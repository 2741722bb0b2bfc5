#include "run/bench_json.hpp"

#include "base/text/json_text.hpp"
#include "nn/kernels/target.hpp"

namespace lstmtrain::run {

std::string bench_json(const std::vector<BenchCase>& cases,
                       const std::vector<BenchResult>& results) {
  auto list = text::Json::array();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const BenchResult& r = results[i];
    list.push_back({{"schema", text::kSchema},
                    {"case", cases[i].name},
                    {"ms_median", r.ms_median},
                    {"ms_min", r.ms_min},
                    {"rows_per_s", r.rows_per_s},
                    {"gflops", r.gflops},
                    {"peak_share", r.peak_share},
                    {"infer_ns", r.infer_ns},
                    {"peak_rss_mb", r.peak_rss_mb},
                    {"threads", r.threads},
                    {"inputs", cases[i].inputs},
                    {"outputs", cases[i].outputs},
                    {"kernels", nn::kernel_target()},
                    {"stats", r.stats}});
  }
  return list.dump(2) + "\n";
}

}  // namespace lstmtrain::run
