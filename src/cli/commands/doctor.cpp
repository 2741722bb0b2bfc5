// lstmtrain doctor: what is wrong, or will be, with these settings on this data, in the order of
// what a check costs: settings, data gate, scales, first signals, a short training with its
// control.
#include <algorithm>
#include <map>

#include "base/text/json_text.hpp"
#include "cli/apply_settings.hpp"
#include "cli/command.hpp"
#include "cli/options/shared_options.hpp"
#include "cli/probe_data.hpp"
#include "cli/run_settings.hpp"
#include "cli/screen/quantity.hpp"
#include "data/targets.hpp"
#include "doctor/bad_windows.hpp"
#include "doctor/data_findings.hpp"
#include "doctor/settings_findings.hpp"
#include "doctor/signal_findings.hpp"
#include "doctor/trial_findings.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::cli {
namespace {

constexpr const char* kOpening =
    R"(Looks for what is wrong, or will be, with these settings on this data, and says what to set. In the
order of what it costs: the settings against recipes that are known to fail, the data gate, scales
and rows that stand out, the first step's activations and gradients, a short training that ends when
it has learned, and, if it has not, the same on made-up data: if only that is learned, the data is
at fault. Exit status 65 when there is an error.

Examples:
  lstmtrain doctor --hyperparams hp.json --data drives
  lstmtrain doctor --hyperparams hp.json --data drives --fix cured.json --seconds 30
)";

struct Options {
  ProbeOptions probe;
  std::optional<double> seconds;  // of each short training
  std::string fix;                // file to write the cured settings into
};

constexpr double kMostSeconds = 1e6;

void declare(OptionSet& set, Options& options) {
  add_settings(set, options.probe.settings);
  add_data(set, options.probe.data);
  set.number("--seconds", options.seconds, "S", 0, kMostSeconds,
             "Most time of each short training (default: 120; 0: none)");
  set.text("--fix", options.fix, "FILE", "Write the cured settings into this file");
  set.flag("--json", options.probe.json, "Print JSON instead of sentences");
  add_threads(set, options.probe.settings.threads);
  add_seed(set, options.probe.settings.seed);
  add_quiet(set, options.probe.quiet);
}

constexpr double kTrialSeconds = 120;

const char* severity_name(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "ERROR";
    case Severity::warning:
      return "WARNING";
    case Severity::advice:
      return "advice";
    case Severity::fine:
      break;
  }
  return "fine";
}

void append(Findings& all, Findings more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// What the gate refuses, as `check` would say it.
Findings gate_findings(const Hyperparams& hp, const DataPaths& paths) {
  std::vector<std::string> all = paths.train;
  all.insert(all.end(), paths.val.begin(), paths.val.end());
  const DataCheck check = check_data(hp, all);
  Findings findings;
  for (const std::string& problem : check.problems)
    findings.push_back({Severity::error, "data", "training would refuse this data.", problem, {}});
  std::size_t bad = 0, rows = 0;
  for (const FileSummary& file : check.files) bad += file.bad_rows, rows += file.rows;
  if (bad > 0)
    findings.push_back({Severity::warning,
                        "data",
                        grouped(bad) + " rows have a bad cell.",
                        "of " + grouped(rows) + " in " + counted(check.files.size(), "file") +
                            "; lstmtrain check lists them by file and column",
                        {}});
  if (check.problems.empty() && bad == 0)
    findings.push_back({Severity::fine,
                        "data",
                        "the data gate has nothing to say.",
                        grouped(rows) + " rows in " + counted(check.files.size(), "file"),
                        {}});
  return findings;
}

// The checks that need the data. A training that cannot begin is a finding, not an end.
void examine(const Options& options, const ProbeData& data, Terminal& terminal,
             Findings& findings) {
  const Hyperparams& hp = data.hp();
  const Model fresh = fresh_model(hp, data.dataset);
  append(findings,
         data_findings(hp, data.dataset, fresh, probe_threads(options.probe.settings.threads, hp)));
  append(findings, signal_findings(hp, data.dataset, fresh));
  const double seconds = options.seconds.value_or(kTrialSeconds);
  if (seconds <= 0) return;
  if (!options.probe.json)
    terminal.note("training for at most " + duration(seconds) + ", until it is seen to learn ...");
  const Trial trial = run_trial(hp, data.dataset, seconds);
  Trial control;
  if (!trial.learned() && !trial.diverged) {
    if (!options.probe.json) terminal.note("the same on made-up data of the same shape ...");
    control = run_trial(hp, control_data(data.dataset), seconds);
  }
  append(findings,
         trial_findings(trial, control, target_units(hp, data.dataset, fresh.scaler).front().name));
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

std::string findings_text(const Findings& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    text += std::string(severity_name(finding.severity)) + " (" + finding.check +
            "): " + finding.what + "\n    " + finding.evidence + "\n";
    if (!finding.cure.empty()) text += "    cure:" + cure_text(finding) + "\n";
  }
  return text;
}

std::string findings_json(const Findings& findings) {
  using text::Json;
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

// The first cure of a key wins: findings stand by severity.
std::vector<std::pair<std::string, std::string>> cures(const Findings& findings) {
  std::map<std::string, std::string> chosen;
  for (const Finding& finding : findings)
    if (finding.severity < Severity::advice)
      for (const auto& [key, value] : finding.cure) chosen.emplace(key, value);
  return {chosen.begin(), chosen.end()};
}

std::size_t count(const Findings& findings, Severity severity) {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [&](const Finding& finding) { return finding.severity == severity; }));
}

int run_doctor(const Options& options, Terminal& terminal) {
  settings::Settings settings = settings_of(options.probe.settings);
  const DataPaths paths = data_paths_of(options.probe.data, settings);
  Findings findings = settings_findings(settings.values);
  append(findings, gate_findings(settings.values, paths));
  if (count(findings, Severity::error) == 0)
    examine(options, load_probe_data(options.probe, terminal), terminal, findings);
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity < b.severity; });

  const std::size_t errors = count(findings, Severity::error),
                    warnings = count(findings, Severity::warning);
  terminal.out.write(options.probe.json ? findings_json(findings)
                                        : findings_text(findings) + counted(errors, "error") +
                                              ", " + counted(warnings, "warning") + "\n");
  if (!options.fix.empty()) {
    apply_settings(options.fix, options.probe.settings.hyperparams, cures(findings));
    terminal.note("the cured settings are in " + options.fix + ".");
  }
  return errors > 0 ? exit_status(ErrorCode::data) : 0;
}

}  // namespace

extern const Command doctor_command = {"doctor", "finds what is wrong, and the cure", kOpening,
                                       bound<Options, declare, run_doctor>};

}  // namespace lstmtrain::cli
