#include "report/report_data.hpp"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/path_status.hpp"
#include "base/text/json_text.hpp"
#include "base/text/strict_json.hpp"
#include "files/atomic_file.hpp"
#include "files/json_lines.hpp"
#include "files/run_files.hpp"
#include "files/training_column_json.hpp"
#include "lstmtrain/error.hpp"
#include "lstmtrain/model.hpp"
#include "lstmtrain/version.hpp"
#include "report/report_predictions.hpp"

namespace lstmtrain::report {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// A page of ten megabytes at most: more than a screen shows and a phone still opens. Bytes of its
// parts beside results.json, which has a limit of its own.
constexpr std::size_t kPredictionBytes = 6'400'000, kListBytes = 1'000'000;
constexpr std::size_t kMostEvents = 500, kMostStats = 300, kMostEpochs = 2000, kMostColumns = 2000;

// The object in a file of the run; null where it is not there or damaged.
Json object_in(const fs::path& path) {
  try {
    const std::string text = files::read_text_file(path.string());
    text::parse_strict_object(text, path.string());  // refuses what is no object of ours
    return Json::parse(text);                        // and this keeps the order of its keys
  } catch (const Error&) {
    return nullptr;
  }
}

// Every n-th of a list that is too long, the last one among them; how many went stands in
// `omitted`.
void thin(Json& list, std::size_t most, const char* name, Json& omitted) {
  if (!list.empty())
    most = std::clamp<std::size_t>(kListBytes / list.back().dump().size(), 2, most);
  const std::size_t stride = (list.size() + most - 1) / most;
  if (stride <= 1) return;
  Json kept = Json::array();
  for (std::size_t i = (list.size() - 1) % stride; i < list.size(); i += stride)
    kept.push_back(std::move(list[i]));
  omitted[name] = list.size() - kept.size();
  list = std::move(kept);
}

void put_log(Json& data, const fs::path& path, Json& omitted) {
  Json start = nullptr, epochs = Json::array(), events = Json::array(), stats = Json::array();
  for (const nlohmann::json& line : files::json_lines(path.string())) {
    const std::string event =
        line.value("event", nlohmann::json()).is_string() ? line["event"] : "";
    if (event == "start" || event == "resume") start = Json(line);
    if (event == "epoch") epochs.push_back(Json(line));
    if (event == "guard") events.push_back(Json(line));
    if (event == "stats") stats.push_back(Json(line));
  }
  data["event_count"] = events.size();
  if (events.size() > kMostEvents) events.erase(events.begin() + kMostEvents, events.end());
  thin(epochs, kMostEpochs, "epochs", omitted);
  thin(stats, kMostStats, "statistics", omitted);
  data["start"] = std::move(start);
  data["epochs"] = std::move(epochs);
  data["events"] = std::move(events);
  data["stats"] = std::move(stats);
}

Json model_json(const Model& model, Json& omitted) {
  Json columns = Json::array();
  const std::size_t all = model.features.size() + model.targets.size();
  for (std::size_t c = 0; c < std::min(all, kMostColumns); ++c) {
    const bool feature = c < model.features.size();
    columns.push_back(
        {{"name", feature ? model.features[c] : model.targets[c - model.features.size()]},
         {"role", feature ? "feature" : "target"},
         {"min", model.scaler.min[c]},
         {"max", model.scaler.max[c]},
         {"offset", model.scaler.offset[c]},
         {"scale", model.scaler.scale[c]}});
    if (c < model.columns.size())
      columns.back().update(files::training_column_json(model.columns[c]));
  }
  if (all > kMostColumns) omitted["columns"] = all - kMostColumns;
  Json object = {
      {"columns", columns}, {"scaler", name_of(model.scaler.method)}, {"period", model.period}};
  object["program_version"] = model.program_version;
  object["data_fingerprint"] = model.data_fingerprint;
  for (const Unit& unit : model.units)
    object["units"].push_back({{"name", unit.name}, {"factor", unit.factor}});
  return object;
}

std::vector<PredictionsFile> predictions_of(const Json& results, const fs::path& run) {
  std::vector<PredictionsFile> files;
  for (const Json& file : results.at("test").at("files")) {
    // A path that leads out of the run is none that a run wrote.
    const fs::path relative = file.value("predictions", "");
    const auto up = std::find(relative.begin(), relative.end(), "..");
    if (!relative.empty() && relative.is_relative() && up == relative.end())
      files.push_back(
          {file.value("file", relative.filename().string()), (run / relative).string()});
  }
  return files;
}

// Results without predictions, or predictions without a model, are shown as far as they go.
void put_predictions(Json& data, const fs::path& run, Json& omitted) {
  const Json& results = data["results"];
  data["predictions"] = nullptr;
  data["model"] = nullptr;
  try {
    const Model model = load_model((run / files::kModelFile).string());
    data["model"] = model_json(model, omitted);
    std::vector<double> factors;
    for (const Unit& unit : model.units) factors.push_back(unit.factor);
    if (!results.is_object() || !results.at("test").is_object()) return;
    data["predictions"] =
        report_predictions(predictions_of(results, run), model.targets, factors, kPredictionBytes);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_found) data["fault"] = error.what();
  } catch (const nlohmann::json::exception&) {
    data["fault"] = "results.json is not as lstmtrain writes it";
  }
}

std::string state_of(const Json& results, bool running) {
  if (!results.is_object()) return running ? "running" : "not finished";
  const auto reason = results.find("stop_reason");
  return reason != results.end() && reason->is_string() ? reason->get<std::string>() : "finished";
}

}  // namespace

std::string report_data(const std::string& run, bool running) {
  const fs::path folder = fs::absolute(run).lexically_normal();
  if (!fs::exists(path_status(folder / files::kMetricsLog)) &&
      !fs::exists(path_status(folder / files::kResultsFile))) {
    throw Error(ErrorCode::not_found, run +
                                          ": holds no run, expected metrics.jsonl or results.json. "
                                          "Hint: give the folder of a training.");
  }
  Json data = {{"schema", text::kSchema},
               {"run", folder.has_filename() ? folder.filename().string()
                                             : folder.parent_path().filename().string()},
               {"version", version()}};
  data["results"] = object_in(folder / files::kResultsFile);
  data["settings"] = object_in(folder / files::kSettingsFile);
  data["state"] = state_of(data["results"], running);
  Json omitted = Json::object();
  put_log(data, folder / files::kMetricsLog, omitted);
  put_predictions(data, folder, omitted);
  data["omitted"] = std::move(omitted);
  return text::visible(data.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace lstmtrain::report
