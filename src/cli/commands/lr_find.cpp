// lstmtrain lr-find: which INITIAL_LR suits these settings and this data, as a table of short
// trainings and as a sweep (Smith 2017).
#include <charconv>
#include <cmath>

#include "base/text/json_text.hpp"
#include "base/text/number_text.hpp"
#include "cli/apply_settings.hpp"
#include "cli/command.hpp"
#include "cli/commands/lr_find_json.hpp"
#include "cli/options/shared_options.hpp"
#include "cli/probe_data.hpp"
#include "cli/screen/line_chart.hpp"
#include "cli/screen/quantity.hpp"
#include "cli/screen/table.hpp"
#include "doctor/rate_verdict.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::cli {
namespace {

constexpr const char* kOpening =
    R"(Finds a learning rate for these settings and this data: a short training at each of several rates
from the same start, and a sweep in which the rate grows at every update. Writes nothing.

Examples:
  lstmtrain lr-find --hyperparams hp.json --data drives
  lstmtrain lr-find --hyperparams hp.json --data drives --rates 1e-4,1e-3,1e-2 --steps 500
  lstmtrain lr-find --hyperparams hp.json --data drives --apply hp.json
)";

struct Options {
  ProbeOptions probe;
  std::string rates;         // comma list; "": kRates
  std::optional<int> steps;  // updates at each rate
  std::string apply;         // file to write the recommendation into
};

constexpr int kMostSteps = 10'000'000;

void declare(OptionSet& set, Options& options) {
  add_settings(set, options.probe.settings);
  add_data(set, options.probe.data);
  set.text("--rates", options.rates, "LIST",
           "Rates of the table (default: 1e-5 to 1e-1 in steps of about 3)");
  set.whole("--steps", options.steps, 1, kMostSteps,
            "Updates at each rate, and of the sweep (default: 200)");
  set.text("--apply", options.apply, "FILE", "Write the recommended INITIAL_LR into this file");
  add_json(set, options.probe.json);
  add_threads(set, options.probe.settings.threads);
  add_seed(set, options.probe.settings.seed);
  add_quiet(set, options.probe.quiet);
}

constexpr const char* kRates = "1e-5,3e-5,1e-4,3e-4,1e-3,3e-3,1e-2,3e-2,1e-1";
constexpr int kSteps = 200;
constexpr double kLowest = 1e-7, kHighest = 1;  // of the sweep
constexpr int kChartWidth = 64, kChartHeight = 14;

std::vector<double> rates_of(const std::string& list) {
  std::vector<double> rates;
  for (const std::string& word : text::split(list.empty() ? kRates : list, ',')) {
    double rate = 0;
    const char* end = word.data() + word.size();
    const auto read = std::from_chars(word.data(), end, rate);
    if (read.ec != std::errc() || read.ptr != end || !(rate > 0) || !std::isfinite(rate))
      throw Error(ErrorCode::usage, "command line: --rates, got \"" + word +
                                        "\", expected numbers above 0 with commas between them. "
                                        "Hint: --rates 1e-4,1e-3,1e-2.");
    rates.push_back(rate);
  }
  return rates;
}

// The tensor of the largest gradient: "lstm.weight_hh_l0 3.1".
std::string largest_tensor(const RateTrial& trial) {
  const std::pair<std::string, double>* largest = &trial.tensor_norms.front();
  for (const auto& tensor : trial.tensor_norms)
    if (!(tensor.second <= largest->second)) largest = &tensor;
  return largest->first + " " + number(largest->second);
}

std::string rate_table(const RateTable& table) {
  Table text({"rate", "first loss", "last loss", "fell", "largest gradient norm", "most of it",
              "verdict"});
  for (std::size_t i = 0; i < table.trials.size(); ++i) {
    const RateTrial& t = table.trials[i];
    text.add({scientific(t.rate), number(t.first_loss), number(t.last_loss),
              t.fell() ? "yes" : "no", number(t.largest_norm), largest_tensor(t),
              verdict_name(table.verdicts[i]) +
                  (t.finite ? "" : " (not finite at update " + std::to_string(t.steps + 1) + ")")});
  }
  return text.text();
}

std::string sweep_text(const std::vector<RateStep>& sweep) {
  if (sweep.empty()) return "";
  Curve curve{"loss, smoothed", {}};
  const RateStep* lowest = &sweep.front();
  for (const RateStep& step : sweep) {
    curve.points.emplace_back(std::log10(step.rate), step.smoothed);
    if (step.smoothed < lowest->smoothed) lowest = &step;
  }
  return "\n" +
         line_chart({curve}, "log10 of the rate, one update a rate", "loss", kChartWidth,
                    kChartHeight) +
         "sweep: lowest at " + scientific(lowest->rate) + ", ended at " +
         scientific(sweep.back().rate) + "\n";
}

int run_lr_find(const Options& options, Terminal& terminal) {
  const std::vector<double> rates = rates_of(options.rates);
  const int steps = options.steps.value_or(kSteps);
  const ProbeData data = load_probe_data(options.probe, terminal);
  const RateTest test(data.hp(), data.dataset);
  const RateTable table = judge_rates(
      test.trials(rates, steps, probe_threads(options.probe.settings.threads, data.hp())),
      data.hp().grad_norm_warning);
  const std::vector<RateStep> sweep = test.sweep(kLowest, kHighest, steps);

  const std::string advice =
      table.recommended > 0
          ? "recommended: INITIAL_LR " + text::number_text(table.recommended) + ", " + table.reason
          : "no recommendation: " + table.reason;
  if (options.probe.json)
    terminal.out.write(lr_find_json(table, sweep));
  else
    terminal.out.write((options.probe.quiet ? "" : rate_table(table) + sweep_text(sweep)) + advice +
                       "\n");
  if (table.recommended <= 0) return exit_status(ErrorCode::diverged);
  if (!options.apply.empty()) {
    apply_settings(options.apply, options.probe.settings.hyperparams,
                   {{"INITIAL_LR", text::number_text(table.recommended)}});
    terminal.note("INITIAL_LR " + text::number_text(table.recommended) + " is now in " +
                  options.apply + ".");
  }
  return 0;
}

}  // namespace

extern const Command lr_find_command = {"lr-find", "finds a learning rate", kOpening,
                                        bound<Options, declare, run_lr_find>};

}  // namespace lstmtrain::cli
