#include "run/results_json.hpp"

#include <limits>
#include <nlohmann/json.hpp>

#include "support/catch.hpp"

using namespace lstmtrain;
using nlohmann::json;

namespace {

TestResult result_of(double rmse, std::size_t targets) {
  Metrics metrics;
  metrics.rows = 10;
  metrics.rmse = rmse;
  TestResult result;
  result.files.push_back({"a/b.csv", std::vector<Metrics>(targets, metrics)});
  result.pooled = result.files[0].targets;
  return result;
}

FitResult fit_of(std::vector<std::string> targets) {
  FitResult fit;
  fit.model.targets = std::move(targets);
  fit.model.units.assign(fit.model.targets.size(), Unit{"mV", 1000});
  fit.model.params.resize(7);
  fit.epochs = 5;
  fit.skipped_steps = 2;
  fit.baseline_rmse = 4.5;
  fit.worse_than_mean = true;
  return fit;
}

}  // namespace

TEST_CASE("run.results_json: names every field that the format promises") {
  const FitResult fit = fit_of({"Voltage"});
  const TestResult train = result_of(1.0 / 3.0, 1), val = result_of(2, 1), test = result_of(3, 1);
  run::RunResults results;
  results.fit = &fit;
  results.train = &train;
  results.val = &val;
  results.test = &test;
  results.predictions = {"predictions/test/a_b.csv"};
  results.seed = 7;
  results.peak_rss_mb = 12.5;
  const json object = json::parse(run::results_json(results));
  CHECK(object["target"] == "Voltage");
  CHECK(object["unit"] == "mV");
  CHECK(object["parameters"] == 7);
  CHECK(object["epochs"] == 5);
  CHECK(object["seconds"].is_number());
  CHECK(object["threads"] == 1);
  CHECK(object["seed"] == 7);
  CHECK(object["stop_reason"] == "max_epochs");
  CHECK(object["baseline_rmse"] == 4.5);
  CHECK(object["worse_than_mean"] == true);
  CHECK(object["guard"]["skipped_steps"] == 2);
  CHECK(object["guard"]["rollbacks"] == 0);
  CHECK(object["train"]["rmse"].get<double>() == 1.0 / 3.0);
  CHECK(object["val"]["rmse"] == 2);
  CHECK(object["peak_rss_mb"] == 12.5);
  for (const char* key : {"rmse", "mae", "max", "bias", "r2", "rmse_after_warmup"}) {
    CHECK(object["test"].contains(key));
  }
  const json file = object["test"]["files"][0];
  CHECK(file["file"] == "a/b.csv");
  CHECK(file["rows"] == 10);
  CHECK(file["rmse"] == 3);
  CHECK(file.contains("mae"));
  CHECK(file.contains("max"));
  CHECK(file["predictions"] == "predictions/test/a_b.csv");
}

TEST_CASE("run.results_json: no test set is null, and so is a number that is not finite") {
  const FitResult fit = fit_of({"Voltage"});
  const TestResult train = result_of(std::numeric_limits<double>::quiet_NaN(), 1);
  const json object = json::parse(run::results_json({&fit, &train, &train, nullptr, {}, {}, 0, 0}));
  CHECK(object["test"].is_null());
  CHECK(object["train"]["rmse"].is_null());
}

TEST_CASE("run.results_json: several targets stand in a list of their own") {
  const FitResult fit = fit_of({"Voltage", "Temp"});
  const TestResult set = result_of(1, 2);
  const json object = json::parse(run::results_json({&fit, &set, &set, &set, {}, {}, 0, 0}));
  CHECK(object["target"] == "Voltage");
  REQUIRE(object["targets"].size() == 2);
  CHECK(object["targets"][1]["target"] == "Temp");
  CHECK(object["targets"][1]["test"]["rmse"] == 1);
}

TEST_CASE("run.results_json: test --json has the pooled errors beside those of each file") {
  const Model model = fit_of({"Voltage"}).model;
  const TestResult result = result_of(4, 1), smooth = result_of(3, 1);
  run::TestRecord record;
  record.model = &model;
  record.result = &result;
  record.filtered = {&smooth, "Savitzky-Golay", false};
  record.by = "T:5";
  record.groups = &result.files;
  record.model_path = "m";
  const json object = json::parse(run::test_json(record));
  CHECK(object["filtered"]["rmse"] == 3);
  CHECK(object["filtered"]["causal"] == false);
  CHECK(object["by"] == "T:5");
  CHECK(object["groups"][0]["group"] == object["files"][0]["file"]);
  CHECK(json::parse(run::tests_json({record, record}))[1]["model"] == "m");
  CHECK(object["target"] == "Voltage");
  CHECK(object["rmse"] == 4);
  CHECK(object["files"].size() == 1);
  CHECK(object["notes"].is_array());
}

TEST_CASE("run.results_json: says what the columns were in training") {
  FitResult fit = fit_of({"Voltage"});
  fit.model.features = {"Current"};
  fit.model.columns = {{.rows = 9, .bad = 1, .mean = -0.5, .p5 = -3}, {.rows = 10, .p50 = 3.7}};
  const TestResult set = result_of(1, 1);
  const json object = json::parse(run::results_json({&fit, &set, &set, nullptr, {}, {}, 0, 0}));
  REQUIRE(object["columns"].size() == 2);
  const json &current = object["columns"][0], &voltage = object["columns"][1];
  CHECK(current["name"] == "Current");
  CHECK(current["role"] == "feature");
  CHECK(current["rows"] == 9);
  CHECK(current["bad"] == 1);
  CHECK(current["mean"] == -0.5);
  CHECK(current["p5"] == -3);
  CHECK(voltage["role"] == "target");
  CHECK(voltage["p50"] == 3.7);
}

TEST_CASE("run.results_json: stays below 5 MB, and says what it left out") {
  FitResult fit = fit_of(std::vector<std::string>(50, "Voltage"));
  fit.model.features.assign(2500, "A column whose name is not short");
  TrainingColumn column;
  column.mean = column.deviation = column.min = column.max = -1234.5678901234567;
  column.p1 = column.p5 = column.p25 = column.p50 = column.p75 = column.p95 = column.p99 =
      -1234.5678901234567;
  fit.model.columns.assign(2550, column);
  TestResult set = result_of(1.0 / 3.0, 50);
  set.files.assign(1000, set.files[0]);
  run::RunResults results;
  results.fit = &fit;
  results.train = results.val = results.test = &set;
  results.predictions.assign(1000, "predictions/test/a_b.csv");
  results.warnings.assign(300, "a line");
  results.omitted_conditions = 7;
  const std::string text = run::results_json(results);
  CHECK(text.size() < 5'000'000);
  const json object = json::parse(text);
  CHECK(object["columns"].size() == 2000);
  CHECK(object["warnings"].size() == 200);
  CHECK(object["test"]["files"].size() == 98);  // 5,000 of 51 targets, the first one twice
  CHECK(object["targets"][49]["test"]["files"].size() == 98);
  CHECK(object["train"]["files"].empty());
  CHECK(object["omitted"] ==
        json{{"columns", 550}, {"files", 2902}, {"conditions", 7}, {"warnings", 100}});
}
