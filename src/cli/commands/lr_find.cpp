// lstmtrain lr-find: which INITIAL_LR suits these settings and this data, as a table of short
// trainings and as a sweep (Smith 2017); where no rate learns more than the mean, what else it is.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text/json_text.hpp"
#include "base/text/number_text.hpp"
#include "base/text/words.hpp"
#include "cli/apply_settings.hpp"
#include "cli/command.hpp"
#include "cli/commands/lr_find_json.hpp"
#include "cli/options/shared_options.hpp"
#include "cli/probe_data.hpp"
#include "cli/screen/line_chart.hpp"
#include "cli/screen/live_line.hpp"
#include "cli/screen/quantity.hpp"
#include "cli/screen/table.hpp"
#include "doctor/data_findings.hpp"
#include "doctor/rate_search.hpp"
#include "doctor/settings_findings.hpp"
#include "doctor/time_bound.hpp"
#include "lstmtrain/error.hpp"
#include "train/starting_point.hpp"

namespace lstmtrain::cli {
namespace {

constexpr const char* kOpening =
    R"(Finds a learning rate for these settings and this data: a short training at each of several rates
from the same start, and a sweep in which the rate grows at every update. Where the best rate is the
lowest or highest of the table, the table goes on. A best rate that learns no more than predicting
the mean is not recommended: the cause is elsewhere, and what the data and settings say of it is
listed. Exit status 0 then too, and 10 where no rate lowers the loss. Writes nothing.

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

// How far the updates are: a live line on a terminal, elsewhere a line every ten seconds.
class RateProgress {
 public:
  RateProgress(Terminal& terminal, bool lines, bool live)
      : terminal_(terminal), line_(terminal), lines_(lines), live_(live) {}

  void expect(int updates) { expected_ += static_cast<std::size_t>(updates); }
  void update() {
    ++done_;
    if (live_ && line_.due()) return line_.draw(words());
    if (!lines_ || terminal_.err.live() || since_line_.spent() < kLineEvery) return;
    since_line_ = TimeBound(0);
    terminal_.note(words());
  }
  void finish() { line_.clear(); }

 private:
  static constexpr double kLineEvery = 10;

  std::string words() const {
    const double each = since_begin_.spent() / static_cast<double>(done_);
    return grouped(done_) + " of " + grouped(std::max(expected_, done_)) + " updates, " +
           duration(each * static_cast<double>(std::max(expected_, done_) - done_)) + " left";
  }

  Terminal& terminal_;
  LiveLine line_;
  bool lines_, live_;
  std::size_t done_ = 0, expected_ = 0;
  TimeBound since_begin_{0}, since_line_{0};
};

// What the settings and the data say of themselves where no rate learns.
std::vector<std::string> other_causes(const ProbeData& data, bool undecided) {
  Findings findings = settings_findings(data.hp());
  const Scaler scaler = starting_scaler(data.hp(), model_spec(data.hp()), data.dataset);
  for (Finding& finding : data_findings(data.hp(), data.dataset, scaler))
    findings.push_back(std::move(finding));
  std::vector<std::string> causes;
  for (const Severity severity : {Severity::error, Severity::warning})
    for (const Finding& finding : findings)
      if (finding.severity == severity)
        causes.push_back(finding.check + ": " + finding.what + " " + finding.evidence);
  if (causes.empty() && !undecided)
    causes.push_back(
        "neither settings nor scales say: lstmtrain doctor tries made-up data of the same shape, "
        "and "
        "tells whether the data or the settings are at fault");
  return causes;
}

std::string advice_text(const RateSearch& search, const std::vector<std::string>& causes) {
  const RateTable& table = search.table;
  std::string text =
      table.recommended > 0
          ? "recommended: INITIAL_LR " + text::number_text(table.recommended) + ", " + table.reason
          : "no recommendation: " + table.reason;
  if (!search.added.empty()) {
    std::vector<std::string> added;
    for (const double rate : search.added) added.push_back(text::number_text(rate));
    text += " The best stood at an end of the table, or beside a gap, so these were added: " +
            text::joined(added) + ".";
  }
  if (search.at_bound && table.learned)
    text += " It is still at an end, of the rates that are sensible.";
  text += "\n";
  for (const std::string& cause : causes) text += "  " + cause + "\n";
  return text;
}

int run_lr_find(const Options& options, Terminal& terminal) {
  const std::vector<double> rates = rates_of(options.rates);
  const int steps = options.steps.value_or(kSteps);
  const ProbeData data = load_probe_data(options.probe, terminal);
  const bool quiet = options.probe.quiet;
  RateProgress progress(terminal, !quiet && !options.probe.json, !quiet);
  const RateTest test(data.hp(), data.dataset, [&] { progress.update(); });
  progress.expect(steps);  // of the sweep
  const RateSearch search =
      search_rates(test, rates, steps, probe_threads(options.probe.settings.threads, data.hp()),
                   data.hp().grad_norm_warning, [&](int updates) { progress.expect(updates); });
  const std::vector<RateStep> sweep = test.sweep(kLowest, kHighest, steps);
  progress.finish();

  const RateTable& table = search.table;
  const std::vector<std::string> causes = table.best && !table.learned
                                              ? other_causes(data, table.undecided)
                                              : std::vector<std::string>{};
  if (options.probe.json)
    terminal.out.write(lr_find_json(search, sweep, causes));
  else
    terminal.out.write((quiet ? "" : rate_table(table) + sweep_text(sweep)) +
                       advice_text(search, causes));
  if (!table.best) return exit_status(ErrorCode::diverged);
  if (!options.apply.empty() && table.recommended > 0) {
    apply_settings(options.apply, options.probe.settings.hyperparams,
                   {{"INITIAL_LR", text::number_text(table.recommended)}});
    terminal.note("INITIAL_LR " + text::number_text(table.recommended) + " is now in " +
                  options.apply + ".");
  } else if (!options.apply.empty()) {
    terminal.warning("nothing was written into " + options.apply + ".");
  }
  return 0;
}

}  // namespace

extern const Command lr_find_command = {"lr-find", "finds a learning rate", kOpening,
                                        bound<Options, declare, run_lr_find>};

}  // namespace lstmtrain::cli
