#include "run/results_json.hpp"

#include <algorithm>
#include <climits>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "base/nan.hpp"
#include "base/text/json_field.hpp"
#include "base/text/json_text.hpp"
#include "base/text/strict_json.hpp"
#include "files/training_column_json.hpp"

namespace lstmtrain::run {
namespace {

using Json = nlohmann::ordered_json;

// Below 5 MB whatever the data: the errors of a file take 450 bytes, a column 420.
constexpr std::size_t kMostFiles = 5000, kMostColumns = 2000, kMostWarnings = 200;

// nlohmann writes a NaN or an infinity as null.
Json metrics(const Metrics& m) {
  return {{"rows", m.rows},
          {"rmse", m.rmse},
          {"mae", m.mae},
          {"max", m.max},
          {"bias", m.bias},
          {"deviation", m.deviation},
          {"p95", m.p95},
          {"p99", m.p99},
          {"mape", m.mape},
          {"r2", m.r2},
          {"rmse_after_warmup", m.rmse_after_warmup},
          {"rows_after_warmup", m.rows_after_warmup}};
}

// With the errors of the first `most` files.
Json set_of(const TestResult* result, std::size_t k, const std::vector<std::string>& predictions,
            std::size_t most = SIZE_MAX) {
  if (result == nullptr || k >= result->pooled.size()) return nullptr;
  Json set = metrics(result->pooled[k]);
  set["files"] = Json::array();
  for (std::size_t i = 0; i < std::min(most, result->files.size()); ++i) {
    Json file = {{"file", result->files[i].file}};
    file.update(metrics(result->files[i].targets[k]));
    if (i < predictions.size()) file["predictions"] = predictions[i];
    set["files"].push_back(std::move(file));
  }
  return set;
}

Json filtered_set(const FilteredResult& filtered, std::size_t k, std::size_t most = SIZE_MAX) {
  Json set = {{"filter", filtered.filter}, {"causal", filtered.causal}};
  set.update(set_of(filtered.result, k, {}, most));
  return set;
}

Json named(const Model& model, std::size_t k) {
  return {{"target", model.targets[k]}, {"unit", model.units[k].name}};
}

Json groups_json(const std::vector<FileMetrics>& groups, std::size_t k) {
  Json list = Json::array();
  for (const FileMetrics& group : groups) {
    Json one = {{"group", group.file}};
    one.update(metrics(group.targets[k]));
    list.push_back(std::move(one));
  }
  return list;
}

// How many files of each set have their errors listed: those of the test before all others.
struct ListedFiles {
  std::size_t test, filtered, val, train, omitted;
};

ListedFiles listed_files(const RunResults& results, std::size_t targets) {
  std::size_t left = kMostFiles / (targets > 1 ? targets + 1 : 1), omitted = 0;
  const auto take = [&](const TestResult* set) {
    const std::size_t files = set == nullptr ? 0 : set->files.size(), taken = std::min(files, left);
    left -= taken;
    omitted += files - taken;
    return taken;
  };
  ListedFiles listed{};
  listed.test = take(results.test);
  listed.filtered = take(results.filtered.result);
  listed.val = take(results.val);
  listed.train = take(results.train);
  listed.omitted = omitted;
  return listed;
}

void put_sets(Json& object, const RunResults& results, std::size_t k, const ListedFiles& listed) {
  object["train"] = set_of(results.train, k, {}, listed.train);
  object["val"] = set_of(results.val, k, {}, listed.val);
  object["test"] = set_of(results.test, k, results.predictions, listed.test);
  if (results.filtered.result)
    object["test_filtered"] = filtered_set(results.filtered, k, listed.filtered);
  if (results.test == nullptr || results.by == nullptr) return;
  object["test_by"] = Json::array();
  for (const GroupErrors& by : *results.by)
    object["test_by"].push_back({{"by", by.by}, {"groups", groups_json(by.groups, k)}});
}

Json tested_target(const TestRecord& record, std::size_t k) {
  Json object = named(*record.model, k);
  object.update(set_of(record.result, k, {}));
  if (record.filtered.result) object["filtered"] = filtered_set(record.filtered, k);
  if (record.groups == nullptr) return object;
  object["by"] = record.by;
  object["groups"] = groups_json(*record.groups, k);
  return object;
}

Json tested(const TestRecord& record) {
  const std::size_t K = record.model->targets.size();
  Json object = {{"schema", text::kSchema}};
  object.update(tested_target(record, 0));
  if (K > 1) {
    object["targets"] = Json::array();
    for (std::size_t k = 0; k < K; ++k) object["targets"].push_back(tested_target(record, k));
  }
  object["notes"] = record.result->notes;
  return object;
}

// The list without what is beyond `most`, which is counted under its name.
Json first_of(Json list, std::size_t most, const char* name, Json& omitted) {
  if (list.size() <= most) return list;
  omitted[name] = list.size() - most;
  list.erase(list.begin() + static_cast<std::ptrdiff_t>(most), list.end());
  return list;
}

std::string text_of(const Json& object) {
  return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string results_json(const RunResults& results) {
  const FitResult& fit = *results.fit;
  Json object = {{"schema", text::kSchema}};
  object.update(named(fit.model, 0));
  object["program_version"] = fit.model.program_version;
  object["data_fingerprint"] = fit.model.data_fingerprint;
  object["parameters"] = fit.model.params.size();
  object["epochs"] = fit.epochs;
  object["best_epoch"] = fit.best_epoch;
  object["steps"] = fit.steps;
  object["seconds"] = fit.seconds;
  object["threads"] = fit.threads;
  object["kernels"] = fit.kernels;
  object["seed"] = results.seed;
  object["stop_reason"] = stop_reason_name(fit.stop_reason);
  if (!fit.diagnosis.empty()) object["diagnosis"] = fit.diagnosis;
  object["baseline_rmse"] = fit.baseline_rmse;
  object["worse_than_mean"] = fit.worse_than_mean;
  object["guard"] = {{"skipped_steps", fit.skipped_steps},
                     {"rollbacks", fit.rollbacks},
                     {"events", fit.events.size()}};
  object["peak_rss_mb"] = results.peak_rss_mb;
  Json omitted = Json::object();
  object["warnings"] = first_of(results.warnings, kMostWarnings, "warnings", omitted);
  object["columns"] =
      first_of(files::training_columns_json(fit.model), kMostColumns, "columns", omitted);
  const ListedFiles listed = listed_files(results, fit.model.targets.size());
  if (listed.omitted > 0) omitted["files"] = listed.omitted;
  if (results.omitted_conditions > 0) omitted["conditions"] = results.omitted_conditions;
  if (!omitted.empty()) object["omitted"] = omitted;
  put_sets(object, results, 0, listed);
  if (fit.model.targets.size() > 1) {
    object["targets"] = Json::array();
    for (std::size_t k = 0; k < fit.model.targets.size(); ++k) {
      Json target = named(fit.model, k);
      put_sets(target, results, k, listed);
      object["targets"].push_back(std::move(target));
    }
  }
  return text_of(object);
}

ResultsSummary results_summary(const std::string& results, const std::string& where) {
  const nlohmann::json object = text::parse_strict_json(results, where);
  const text::JsonField field{object, where};
  const auto rmse = [&](const char* set) {
    return object.contains(set) && object[set].is_object()
               ? field.at(set).at("rmse").number_or_nan()
               : kNaN;
  };
  ResultsSummary summary;
  summary.unit = field.at("unit").text();
  summary.stop_reason = field.at("stop_reason").text();
  if (object.contains("diagnosis")) summary.diagnosis = field.at("diagnosis").text();
  summary.parameters = static_cast<std::size_t>(field.at("parameters").integer(0, INT_MAX));
  summary.epochs = field.at("epochs").integer(0, INT_MAX);
  summary.best_epoch = field.at("best_epoch").integer(0, INT_MAX);
  summary.seconds = field.at("seconds").number();
  if (object.contains("guard"))
    summary.guard_events =
        static_cast<std::size_t>(field.at("guard").at("events").integer(0, INT_MAX));
  summary.val_rmse = rmse("val");
  summary.test_rmse = rmse("test");
  return summary;
}

std::string test_json(const TestRecord& record) { return text_of(tested(record)); }

std::string tests_json(const std::vector<TestRecord>& records) {
  Json list = Json::array();
  for (const TestRecord& record : records) {
    Json object = {{"model", record.model_path}, {"data", record.data_path}};
    object.update(tested(record));
    list.push_back(std::move(object));
  }
  return text_of(list);
}

}  // namespace lstmtrain::run
