#include "cli/earlier_run.hpp"

#include <filesystem>

#include "base/path_status.hpp"
#include "cli/screen/quantity.hpp"
#include "files/atomic_file.hpp"
#include "files/run_files.hpp"
#include "lstmtrain/error.hpp"
#include "run/results_json.hpp"
#include "run/run_directory.hpp"
#include "settings/resume_check.hpp"

namespace lstmtrain::cli {
namespace fs = std::filesystem;
namespace {

struct ReportWarnings : Reporter {
  explicit ReportWarnings(Terminal& to) : terminal(to) {}
  void warning(const std::string& line) override { terminal.warning(line); }
  Terminal& terminal;
};

}  // namespace

EarlierRun earlier_of(const TrainingOptions& options) {
  if (options.resume) return EarlierRun::resume;
  return options.force ? EarlierRun::replace : EarlierRun::refuse;
}

void check_out(const TrainingOptions& options, Terminal& terminal) {
  try {
    run::RunDirectory::check(options.out, earlier_of(options));
  } catch (const Error& error) {
    if (!options.dry_run) throw;
    terminal.warning(error.what());
  }
  if (options.dry_run) run::RunDirectory::prove(options.out);
}

TrainingOptions with_run_settings(TrainingOptions options) {
  const fs::path settings = fs::path(options.out) / files::kSettingsFile;
  if (!options.resume || !options.settings.hyperparams.empty()) return options;
  if (fs::exists(path_status(settings))) {
    options.settings.hyperparams = settings.string();
  } else if (options.data.data.empty() && options.data.train.empty()) {
    throw Error(ErrorCode::not_found,
                options.out +
                    ": there is no run to go on with, got no resolved.json in it, "
                    "expected the folder of a run. Hint: check --out, or give the data "
                    "and settings that a run there shall begin with.");
  }
  return options;
}

// Nothing that --resume would refuse.
std::string how_to_go_on(const std::string& out, const Hyperparams& hyperparams,
                         const std::string& reason) {
  if (!settings::rate_follows_epochs(hyperparams))
    return "a higher MAX_EPOCHS, VALID_PATIENCE or MAX_TRAINING_TIME_SECONDS lets it go on";
  return (reason == stop_reason_name(StopReason::max_epochs)
              ? ""
              : "a higher VALID_PATIENCE or MAX_TRAINING_TIME_SECONDS lets it go on; ") +
         ("SCHEDULER_TYPE CosineAnnealingLR ends at MAX_EPOCHS, --init " +
          files::path_in(out, files::kModelFile) +
          " with another --out begins where the model stands");
}

std::optional<int> finished_before(const std::string& out, const Hyperparams& hyperparams,
                                   Terminal& terminal) {
  if (!run_has_ended(out, hyperparams)) return {};
  const std::string results = files::path_in(out, files::kResultsFile);
  const std::string reason =
      run::results_summary(files::read_text_file(results), results).stop_reason;
  ReportWarnings warnings(terminal);
  const bool completed = complete_run(out, warnings);
  terminal.note(out + ": the run has ended (" + reason + "), " +
                (completed ? "its report was written." : "nothing is done.") +
                " Hint: " + how_to_go_on(out, hyperparams, reason) + "; --force starts anew.");
  return reason == stop_reason_name(StopReason::diverged) ? exit_status(ErrorCode::diverged) : 0;
}

std::string interrupted_text(const FitResult& fit, const std::string& out,
                             const std::string& unit) {
  const std::string best = fit.best_epoch > 0
                               ? "best validation RMSE " + with_unit(fit.best_val_rmse, unit) +
                                     " of epoch " + std::to_string(fit.best_epoch)
                               : "no validation yet";
  return "interrupted after step " + grouped(static_cast<std::size_t>(fit.steps)) + " in epoch " +
         std::to_string(fit.epochs + 1) + ", " + best + "; lstmtrain --resume --out " + out +
         " goes on, lstmtrain test --model " + files::path_in(out, files::kModelFile) +
         " measures the best model so far\n";
}

}  // namespace lstmtrain::cli
