// lstmtrain compare: the same data and model under several optimisers, schedules or any keys, each
// with several seeds, or runs that have ended; one table, the best mean first, and their curves.
#include <algorithm>
#include <filesystem>
#include <map>

#include "base/path_status.hpp"
#include "cli/command.hpp"
#include "cli/earlier_run.hpp"
#include "cli/options/shared_options.hpp"
#include "cli/run_settings.hpp"
#include "cli/screen/line_chart.hpp"
#include "cli/screen/quantity.hpp"
#include "cli/screen/table.hpp"
#include "cli/several_runs.hpp"
#include "files/file_system.hpp"
#include "files/run_files.hpp"
#include "lstmtrain/error.hpp"
#include "run/run_summary.hpp"
#include "run/sweep_summary.hpp"

namespace lstmtrain::cli {
namespace {

constexpr const char* kOpening =
    R"(Trains the same model on the same data under several settings, each with several seeds, and ranks
them; or does so for runs that have ended.

Examples:
  lstmtrain compare --hyperparams hp.json --data drives --optimizers Adam,AdamW,SGD,RMSprop --out opt
  lstmtrain compare --hyperparams hp.json --data drives --grid SCHEDULER_TYPE=StepLR,None --seeds 5 --out s
  lstmtrain compare run1 run2 opt

Each run is an ordinary one below OUT/runs; --resume goes on with what was interrupted.
)";

struct Options {
  TrainingOptions training;
  std::vector<std::string> runs;  // folders of runs that have ended
  std::string optimizers;         // a list of OPTIMIZER_TYPE
  std::vector<std::string> grid;  // KEY=a,b
  std::optional<int> seeds;
};

void declare(OptionSet& set, Options& options) {
  set.texts("runs", options.runs, "RUN", "Runs that have ended, instead of training");
  add_settings(set, options.training.settings);
  set.text("--optimizers", options.optimizers, "LIST", "Adam,AdamW,SGD,RMSprop or some of them");
  set.assignments("--grid", options.grid, "KEY=a,b", "Values of any key; may be repeated");
  set.whole("--seeds", options.seeds, 1, 1000,
            "Runs of each setting, with SEED, SEED + 1, ... (default: 3)");
  add_training(set, options.training, "compare");
}

namespace fs = std::filesystem;

constexpr int kSeeds = 3;
constexpr int kChartWidth = 64, kChartHeight = 16;

// Runs that differ by their seed only.
struct Group {
  std::string name;
  std::vector<const run::RunSummary*> runs;
  run::Moments val;
};

// "OPTIMIZER_TYPE Adam, INITIAL_LR 0.01"; the folder where nothing differs.
std::string name_of(const run::RunSummary& run, const std::vector<std::string>& keys) {
  std::string name;
  for (const std::string& key : keys) {
    const auto found = run.settings.find(key);
    std::string value = found == run.settings.end() ? "-" : found->second;
    std::erase(value, '"');
    if (!name.empty()) name += ", ";
    name.append(key).append(" ").append(value);
  }
  return name;
}

run::Moments moments_of(const Group& group) {
  std::vector<double> errors;
  for (const run::RunSummary* run : group.runs)
    if (run->results.best_epoch > 0) errors.push_back(run->results.val_rmse);
  return run::moments(errors);
}

// The best mean first; what has no validation last.
std::vector<Group> grouped_runs(const std::vector<run::RunSummary>& runs) {
  const std::vector<std::string> keys = run::differing_keys(runs);
  std::map<std::string, Group> by_name;
  for (const run::RunSummary& run : runs) {
    const std::string name = keys.empty() ? run.path : name_of(run, keys);
    by_name[name].name = name;
    by_name[name].runs.push_back(&run);
  }
  std::vector<Group> groups;
  for (auto& [name, group] : by_name) {
    group.val = moments_of(group);
    groups.push_back(std::move(group));
  }
  std::stable_sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
    return run::ranks_before(a.val.mean, b.val.mean);
  });
  return groups;
}

template <class Value>
double mean_of(const Group& group, Value value) {
  double sum = 0;
  for (const run::RunSummary* run : group.runs) sum += value(*run);
  return sum / static_cast<double>(group.runs.size());
}

std::string comparison(const std::vector<run::RunSummary>& runs) {
  const std::string unit = runs.front().results.unit.empty() ? "" : " " + runs.front().results.unit;
  Table table({"", "", "runs", "final loss", "val RMSE" + unit, "deviation", "best", "test RMSE",
               "s/epoch", "total s", "guard events", "failed"},
              2);
  std::vector<Curve> curves;
  for (const Group& group : grouped_runs(runs)) {
    std::size_t failed = 0, events = 0;
    for (const run::RunSummary* run : group.runs) {
      failed += !run->results.diagnosis.empty();
      events += run->results.guard_events;
    }
    const char letter = static_cast<char>('a' + curves.size() % 26);
    table.add({std::string(1, letter), group.name, std::to_string(group.runs.size()),
               number(mean_of(group, [](const auto& run) { return run.final_loss; })),
               number(group.val.mean), number(group.val.deviation), number(group.val.best),
               number(mean_of(group, [](const auto& run) { return run.results.test_rmse; })),
               number(mean_of(group,
                              [](const auto& run) {
                                return run.results.seconds / std::max(1, run.results.epochs);
                              })),
               number(mean_of(group, [](const auto& run) { return run.results.seconds; })),
               grouped(events), std::to_string(failed)});
    Curve curve{group.name, {}};
    for (const run::RunSummary* run : group.runs)
      curve.points.insert(curve.points.end(), run->curve.begin(), run->curve.end());
    curves.push_back(std::move(curve));
  }
  return table.text() + "\n" +
         line_chart(curves, "epoch", "validation RMSE" + unit, kChartWidth, kChartHeight);
}

std::vector<run::RunSummary> runs_below(const fs::path& folder) {
  std::vector<run::RunSummary> runs;
  for (const std::string& name : files::FileSystem::posix().list(folder.string()))
    if (fs::exists(path_status(folder / name / files::kResultsFile)))
      runs.push_back(run::read_run((folder / name).string()));
  return runs;
}

int compare_finished(const std::vector<std::string>& paths, Terminal& terminal) {
  std::vector<run::RunSummary> runs;
  for (const std::string& path : paths) {
    // The folder of a sweep stands for its runs.
    std::vector<run::RunSummary> below = runs_below(fs::path(path) / files::kRunsFolder);
    if (below.empty()) below.push_back(run::read_run(path));
    std::move(below.begin(), below.end(), std::back_inserter(runs));
  }
  terminal.out.write(comparison(runs));
  return 0;
}

// The lists as a grid over the settings, each point with several seeds.
TrainingOptions with_lists(const Options& options) {
  TrainingOptions training = options.training;
  std::vector<std::string>& sets = training.settings.sets;
  if (!options.optimizers.empty()) sets.push_back("OPTIMIZER_TYPE=" + options.optimizers);
  sets.insert(sets.end(), options.grid.begin(), options.grid.end());
  sets.push_back("REPETITIONS=" + std::to_string(options.seeds.value_or(kSeeds)));
  return training;
}

int run_compare(const Options& options, Terminal& terminal) {
  if (!options.runs.empty()) return compare_finished(options.runs, terminal);
  const TrainingOptions training = with_run_settings(with_lists(options));
  settings::Settings settings = settings_of(training.settings);
  if (settings.runs < 2)
    throw Error(
        ErrorCode::usage,
        "command line: nothing to compare, got one setting and one seed. Hint: --optimizers "
        "Adam,AdamW, --grid KEY=a,b or --seeds 3; or name runs that have ended: lstmtrain "
        "compare run1 run2.");
  check_out(training, terminal);
  const int status = train_several(training, {}, std::move(settings), terminal, Tables::none);
  const std::vector<run::RunSummary> runs = runs_below(fs::path(training.out) / files::kRunsFolder);
  if (!runs.empty() && !training.dry_run) terminal.out.write("\n" + comparison(runs));
  return status;
}

}  // namespace

extern const Command compare_command = {"compare", "ranks settings, or finished runs", kOpening,
                                        bound<Options, declare, run_compare>};

}  // namespace lstmtrain::cli
