#include "cli/resume.hpp"

#include <filesystem>

#include "cli/screen/quantity.hpp"
#include "files/atomic_file.hpp"
#include "lstmtrain/error.hpp"
#include "run/results_json.hpp"
#include "settings/resume_check.hpp"

namespace lstmtrain::cli {
namespace fs = std::filesystem;

run::Earlier earlier_of(const Options& options) {
  if (options.resume) return run::Earlier::resume;
  return options.force ? run::Earlier::replace : run::Earlier::refuse;
}

Options with_run_settings(Options options) {
  const fs::path settings = fs::path(options.out) / "resolved.json";
  std::error_code error;
  if (!options.resume || !options.hyperparams.empty()) return options;
  if (fs::exists(settings, error)) {
    options.hyperparams = settings.string();
  } else if (options.data.empty() && options.train_paths.empty()) {
    throw Error(ErrorCode::not_found,
                options.out +
                    ": there is no run to go on with, got no resolved.json in it, "
                    "expected the folder of a run. Hint: check --out, or give the data "
                    "and settings that a run there shall begin with.");
  }
  return options;
}

bool ended_before(const std::string& out, const settings::Settings& settings) {
  const fs::path folder(out);
  std::error_code error;
  if (!fs::exists(folder / "resolved.json", error)) return false;
  const std::string then = files::read_text_file((folder / "resolved.json").string());
  const auto differences = settings::settings_differences(then, settings.values);
  if (!differences.empty())
    throw Error(ErrorCode::config, settings::refused_change("a setting", differences));
  return fs::exists(folder / "results.json", error) &&
         fs::exists(folder / "best.safetensors", error) &&
         !settings::extends(then, settings.values);
}

std::optional<int> finished_before(const std::string& out, const settings::Settings& settings,
                                   Terminal& terminal) {
  if (!ended_before(out, settings)) return {};
  const fs::path results = fs::path(out) / "results.json";
  const std::string reason =
      run::results_summary(files::read_text_file(results.string()), results.string()).stop_reason;
  terminal.note(out + ": the run has ended (" + reason +
                "), nothing is done. Hint: a higher MAX_EPOCHS, VALID_PATIENCE or "
                "MAX_TRAINING_TIME_SECONDS lets it go on; --force starts anew.");
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
         " goes on, lstmtrain test --model " + (fs::path(out) / "best.safetensors").string() +
         " measures the best model so far\n";
}

}  // namespace lstmtrain::cli
