// lstmtrain doctor: what is wrong, or will be, with these settings on this data, in the order of
// what a check costs: settings, data gate, scales, first signals, a short training with its
// control. Each finding is printed as it is found.
#include <algorithm>
#include <array>

#include "base/text/json_text.hpp"
#include "cli/apply_settings.hpp"
#include "cli/command.hpp"
#include "cli/options/shared_options.hpp"
#include "cli/probe_data.hpp"
#include "cli/run_settings.hpp"
#include "cli/screen/live_line.hpp"
#include "cli/screen/quantity.hpp"
#include "doctor/cures.hpp"
#include "doctor/examine.hpp"
#include "doctor/settings_findings.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::cli {
namespace {

constexpr const char* kOpening =
    R"(Looks for what is wrong, or will be, with these settings on this data, and says what to set. In the
order of what it costs, each finding as it is found: the settings against recipes that are known to
fail, the data gate, scales and rows that stand out, the first step's activations and gradients, a
short training that ends when it has learned, and, if it has not, the same on made-up data: if only
that is learned, the data is at fault. Big networks are tried on fewer rows and lanes, so that all
of it takes two minutes at most; what was cut is said. Exit status 65 when there is an error.

Examples:
  lstmtrain doctor --hyperparams hp.json --data drives
  lstmtrain doctor --hyperparams hp.json --data drives --fix cured.json --time 30
)";

struct Options {
  ProbeOptions probe;
  std::optional<double> time;     // of all of it
  std::optional<double> seconds;  // of each short training
  std::string fix;                // file to write the cured settings into
};

constexpr double kTime = 120, kMostSeconds = 1e6;

void declare(OptionSet& set, Options& options) {
  add_settings(set, options.probe.settings);
  add_data(set, options.probe.data);
  set.number("--time", options.time, "SECONDS", 1, kMostSeconds,
             "Most time of all of it (default: 120, and what --seconds asks for besides)");
  set.number("--seconds", options.seconds, "S", 0, kMostSeconds,
             "Most time of each short training (default: what --time leaves; 0: none)");
  set.text("--fix", options.fix, "FILE", "Write the cured settings into this file");
  set.flag("--json", options.probe.json, "Print JSON instead of sentences");
  add_threads(set, options.probe.settings.threads);
  add_seed(set, options.probe.settings.seed);
  add_quiet(set, options.probe.quiet);
}

// A short training is made twice: on the data, and on made-up data.
double time_of(const Options& options) {
  return options.time.value_or(kTime + 2 * options.seconds.value_or(0));
}

const char* severity_name(Severity severity) {
  constexpr std::array kNames = {"ERROR", "WARNING", "advice", "fine"};
  return kNames[static_cast<std::size_t>(severity)];
}

std::string cure_text(const Finding& finding) {
  std::string text;
  for (const auto& [key, value] : finding.cure) {
    std::string plain = value;
    std::erase_if(plain, [](char c) { return c == '"' || c == '[' || c == ']'; });
    text.append(" --set ").append(key).append("=").append(plain);
  }
  return text;
}

std::string finding_text(const Finding& finding) {
  std::string text = std::string(severity_name(finding.severity)) + " (" + finding.check +
                     "): " + finding.what + "\n    " + finding.evidence + "\n";
  if (!finding.cure.empty()) text += "    cure:" + cure_text(finding) + "\n";
  return text;
}

// Prints what is found as it is found, and keeps it. With --json the findings are printed by
// whoever asks for them in the end.
class Bedside : public Attendant {
 public:
  Bedside(const Options& options, Terminal& terminal)
      : terminal_(terminal),
        line_(terminal),
        json_(options.probe.json),
        quiet_(options.probe.quiet) {}

  void found(Finding finding) override {
    line_.clear();
    if (!json_) terminal_.out.write(finding_text(finding));
    findings_.push_back(std::move(finding));
  }
  // Before the data is read: how long that takes is not known.
  void reads() {
    if (!quiet_ && line_.due()) line_.draw("reading the data ...");
  }
  void begins(const std::string& what, double seconds) override {
    if (quiet_) return;
    line_.clear();
    if (terminal_.err.live())
      line_.draw(what + " ...");
    else if (!json_)
      terminal_.note(what + ", for at most " + duration(seconds) + " ...");
  }
  void progress(const std::string& what, const TrialProgress& at, const TimeBound& bound) override {
    if (quiet_ || !line_.due()) return;
    line_.draw(what + " | step " + grouped(static_cast<std::size_t>(at.step)) + " of " +
               grouped(static_cast<std::size_t>(at.steps)) + " | loss " + number(at.loss) + " | " +
               duration(bound.spent()) + " of at most " + duration(bound.seconds()));
  }

  void finish() { line_.clear(); }
  const Findings& findings() const { return findings_; }
  std::size_t count(Severity severity) const {
    return static_cast<std::size_t>(
        std::count_if(findings_.begin(), findings_.end(),
                      [&](const Finding& finding) { return finding.severity == severity; }));
  }

 private:
  Terminal& terminal_;
  LiveLine line_;
  bool json_, quiet_;
  Findings findings_;
};

// The data, or nothing where the gate refuses it: then what it says, as `check` would say it.
std::optional<ProbeData> pass_gate(const Options& options, Terminal& terminal, Bedside& bedside) {
  try {
    return load_probe_data(options.probe, terminal);
  } catch (const Error&) {
    settings::Settings settings = settings_of(options.probe.settings);
    const DataPaths paths = data_paths_of(options.probe.data, settings);
    std::vector<std::string> all = paths.train;
    all.insert(all.end(), paths.val.begin(), paths.val.end());
    all.insert(all.end(), paths.test.begin(), paths.test.end());
    const DataCheck check = check_data(settings.values, all);
    if (check.problems.empty()) throw;
    for (const std::string& problem : check.problems)
      bedside.found({Severity::error, "data", "training would refuse this data.", problem});
    return std::nullopt;
  }
}

// What the gate let pass, and what it left out.
Finding gate_finding(const Dataset& dataset) {
  std::size_t bad = 0, rows = 0;
  for (const FileSummary& file : dataset.summaries) bad += file.bad_rows, rows += file.rows;
  const std::string all = grouped(rows) + " rows in " + counted(dataset.summaries.size(), "file");
  if (bad == 0) return {Severity::fine, "data", "the data gate has nothing to say.", all};
  return {Severity::warning, "data", grouped(bad) + " rows have a bad cell.",
          "of " + all + "; lstmtrain check lists them by file and column"};
}

std::string findings_json(Findings findings) {
  using text::Json;
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
  Json list = Json::array();
  for (const Finding& finding : findings) {
    Json one = {{"schema", text::kSchema},
                {"severity", severity_name(finding.severity)},
                {"check", finding.check},
                {"what", finding.what},
                {"evidence", finding.evidence}};
    for (const auto& [key, value] : finding.cure) one["cure"][key] = Json::parse(value);
    list.push_back(std::move(one));
  }
  return list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

int run_doctor(const Options& options, Terminal& terminal) {
  const TimeBound bound(time_of(options));
  Bedside bedside(options, terminal);
  settings::Settings settings = settings_of(options.probe.settings);
  data_paths_of(options.probe.data, settings);  // refused before anything is said
  for (Finding& finding : settings_findings(settings.values)) bedside.found(std::move(finding));
  bedside.reads();
  if (const auto data = pass_gate(options, terminal, bedside)) {
    bedside.found(gate_finding(data->dataset));
    examine(data->hp(), data->dataset,
            {.trial_seconds = options.seconds.value_or(time_of(options)),
             .threads = probe_threads(options.probe.settings.threads, data->hp())},
            bound, bedside);
  }
  bedside.finish();

  const std::size_t errors = bedside.count(Severity::error);
  terminal.out.write(options.probe.json
                         ? findings_json(bedside.findings())
                         : counted(errors, "error") + ", " +
                               counted(bedside.count(Severity::warning), "warning") + "\n");
  if (!options.fix.empty()) {
    apply_settings(options.fix, options.probe.settings.hyperparams,
                   chosen_cures(bedside.findings()));
    terminal.note("the cured settings are in " + options.fix + ".");
  }
  return errors > 0 ? exit_status(ErrorCode::data) : 0;
}

}  // namespace

extern const Command doctor_command = {"doctor", "finds what is wrong, and the cure", kOpening,
                                       bound<Options, declare, run_doctor>};

}  // namespace lstmtrain::cli
