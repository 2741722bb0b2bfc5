#include "run/run_summary.hpp"

#include <charconv>
#include <filesystem>
#include <sstream>

#include "base/path_status.hpp"
#include "base/text/json_text.hpp"
#include "base/text/strict_json.hpp"
#include "files/atomic_file.hpp"
#include "files/run_files.hpp"
#include "lstmtrain/error.hpp"
#include "settings/table/fields.hpp"

namespace lstmtrain::run {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream in(line);
  for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
  return cells;
}

bool read_number(const std::string& text, double& value) {
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  return read.ec == std::errc() && read.ptr == end;
}

// metrics.csv: epoch, step, train_loss, val_loss, train_rmse, val_rmse, ...
void read_curve(const fs::path& path, RunSummary& run) {
  constexpr std::size_t kEpoch = 0, kTrainLoss = 2, kValRmse = 5;
  std::istringstream in(files::read_text_file(path.string()));
  std::string line;
  std::getline(in, line);  // the header
  while (std::getline(in, line)) {
    const std::vector<std::string> cells = cells_of(line);
    if (cells.size() <= kValRmse) continue;  // torn: the run was killed as it was written
    double epoch = 0, rmse = 0;
    read_number(cells[kTrainLoss], run.final_loss);
    if (read_number(cells[kEpoch], epoch) && read_number(cells[kValRmse], rmse))
      run.curve.emplace_back(epoch, rmse);
  }
}

}  // namespace

RunSummary read_run(const std::string& folder) {
  const fs::path path(folder);
  if (!fs::exists(path_status(path / files::kResultsFile)))
    throw Error(
        ErrorCode::not_found,
        folder +
            ": no finished run, expected a folder with results.json. Hint: name the folder of "
            "a training; one that was interrupted goes on with --resume --out " +
            folder + ".");
  RunSummary run;
  run.path = folder;
  const std::string results = files::path_in(path, files::kResultsFile);
  run.results = results_summary(files::read_text_file(results), results);
  const std::string where = files::path_in(path, files::kSettingsFile);
  const nlohmann::json settings = text::parse_strict_object(files::read_text_file(where), where);
  for (const Field* field : fields())
    if (settings.contains(field->key)) run.settings[field->key] = text::shown(settings[field->key]);
  read_curve(path / files::kMetricsTable, run);
  return run;
}

std::vector<std::string> differing_keys(const std::vector<RunSummary>& runs) {
  std::vector<std::string> keys;
  for (const Field* field : fields()) {
    const std::string key = field->key;
    if (field->machine || key == "SEED" || key == "REPETITIONS") continue;
    for (const RunSummary& run : runs) {
      const auto value = [&](const RunSummary& of) {
        const auto found = of.settings.find(key);
        return found == of.settings.end() ? std::string() : found->second;
      };
      if (value(run) == value(runs.front())) continue;
      keys.push_back(key);
      break;
    }
  }
  return keys;
}

}  // namespace lstmtrain::run
