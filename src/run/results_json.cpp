#include "run/results_json.hpp"

#include <climits>
#include <nlohmann/json.hpp>

#include "base/nan.hpp"
#include "base/text/json_field.hpp"
#include "base/text/json_text.hpp"
#include "base/text/strict_json.hpp"
#include "files/training_column_json.hpp"

namespace lstmtrain::run {
namespace {

using Json = nlohmann::ordered_json;

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

Json set_of(const TestResult* result, std::size_t k, const std::vector<std::string>& predictions) {
  if (result == nullptr || k >= result->pooled.size()) return nullptr;
  Json set = metrics(result->pooled[k]);
  set["files"] = Json::array();
  for (std::size_t i = 0; i < result->files.size(); ++i) {
    Json file = {{"file", result->files[i].file}};
    file.update(metrics(result->files[i].targets[k]));
    if (i < predictions.size()) file["predictions"] = predictions[i];
    set["files"].push_back(std::move(file));
  }
  return set;
}

Json filtered_set(const FilteredResult& filtered, std::size_t k) {
  Json set = {{"filter", filtered.filter}, {"causal", filtered.causal}};
  set.update(set_of(filtered.result, k, {}));
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

void put_sets(Json& object, const RunResults& results, std::size_t k) {
  object["train"] = set_of(results.train, k, {});
  object["val"] = set_of(results.val, k, {});
  object["test"] = set_of(results.test, k, results.predictions);
  if (results.filtered.result) object["test_filtered"] = filtered_set(results.filtered, k);
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
  object["warnings"] = results.warnings;
  object["columns"] = files::training_columns_json(fit.model);
  put_sets(object, results, 0);
  if (fit.model.targets.size() > 1) {
    object["targets"] = Json::array();
    for (std::size_t k = 0; k < fit.model.targets.size(); ++k) {
      Json target = named(fit.model, k);
      put_sets(target, results, k);
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
