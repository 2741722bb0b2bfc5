#include "cli/screen/train_summary.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "cli/screen/quantity.hpp"
#include "cli/screen/table.hpp"
#include "data/targets.hpp"
#include "infer/inference_filter.hpp"

namespace lstmtrain::cli {
namespace {

std::string set_line(const Dataset& dataset, const char* name,
                     const std::vector<Segment>& segments) {
  std::size_t rows = 0;
  std::set<std::size_t> files;
  for (const Segment& segment : segments) {
    rows += segment.size();
    files.insert(segment.file);
  }
  std::string line = std::string(name) + ": " + counted(files.size(), "file") + ", " +
                     counted(rows, "row") + " in " + counted(segments.size(), "unbroken part");
  std::size_t bad = 0;
  for (const std::size_t file : files) bad += dataset.summaries[file].bad_rows;
  if (bad > 0) line += ", " + counted(bad, "row") + " with a bad cell in these files";
  return line + "\n";
}

std::string test_line(const Dataset& dataset) {
  std::size_t rows = 0;
  for (const std::size_t file : dataset.test_files) rows += dataset.files[file].rows;
  return dataset.test_files.empty() ? "test: none\n"
                                    : "test: " + counted(dataset.test_files.size(), "file") + ", " +
                                          counted(rows, "row") + "\n";
}

std::string event_counts(const FitResult& fit) {
  std::map<std::string, std::size_t> counts;
  for (const GuardEvent& event : fit.events) ++counts[event.kind];
  if (counts.empty()) return "no guard event";
  std::string text = "guard events:";
  for (const auto& [kind, count] : counts) {
    text += (text.back() == ':' ? " " : ", ") + kind + " " + grouped(count);
  }
  return text;
}

// What the last line of a run adds whose model knows less than the mean.
std::string mean_words(const FitResult& fit) {
  if (!fit.worse_than_mean) return "";
  const std::string& unit = fit.model.units.front().name;
  return std::string("; WORSE THAN THE MEAN") +
         (fit.model.targets.size() > 1 ? " over all targets" : "") + ": validation RMSE " +
         with_unit(fit.best_val_rmse, unit) + ", predicting the training mean gives " +
         with_unit(fit.baseline_rmse, unit);
}

std::string columns_table(const Dataset& dataset, const Scaler& scaler,
                          const std::vector<Unit>& units) {
  Table table({"column", "role", "min in training", "max in training"}, 2);
  for (std::size_t c = 0; c < dataset.columns.size(); ++c) {
    std::string role = "feature";
    if (c >= dataset.num_features) {
      const std::string& unit = units[c - dataset.num_features].name;
      role = unit.empty() ? "target" : "target, errors in " + unit;
    }
    table.add({dataset.columns[c], role, number(scaler.min[c]), number(scaler.max[c])});
  }
  return table.text();
}

}  // namespace

DataWords data_words(const Hyperparams& hp, const Dataset& dataset) {
  DataWords words{dataset.notes, dataset.warnings, {}, {}};
  const Scaler scaler = fit_scaler(dataset, dataset.train, hp.normalization);
  const std::vector<Unit> units = target_units(hp, dataset, scaler, &words.notes);
  if (units.size() > 1)
    words.notes.push_back(
        "several targets: the loss over all of them chooses the best model, the lines of the "
        "epochs show \"" +
        hp.target_columns.front() + "\".");
  words.unit = units.front().name;
  words.summary = set_line(dataset, "train", dataset.train) +
                  set_line(dataset, "val", dataset.val) + test_line(dataset);
  if (dataset.period > 0) words.summary += "sampling period: " + number(dataset.period) + " s\n";
  words.summary += columns_table(dataset, scaler, units);
  return words;
}

void say_warnings(const std::vector<std::string>& warnings, Terminal& terminal) {
  for (const std::string& warning : warnings) terminal.warning("data: " + warning);
}

std::string plan_text(const Plan& plan, const Hyperparams& hyperparams) {
  const std::string windows = hyperparams.stream() ? "rows that carry loss" : "windows";
  std::string text = windows + ": " + grouped(plan.windows) + "\n";
  text += "updates an epoch: " + grouped(plan.updates_per_epoch) + ", of " +
          counted(static_cast<std::size_t>(plan.lanes), "lane") + " x " +
          counted(static_cast<std::size_t>(plan.steps), "row") + "\n";
  text += "parameters: " + grouped(plan.parameters) + "\n";
  text += "threads: " + std::to_string(plan.threads) + "\n";
  text += "peak memory: " + megabytes(plan.peak_bytes) + " (data " + megabytes(plan.data_bytes) +
          ", workspace " + megabytes(plan.workspace_bytes) + ")\n";
  return text;
}

std::string end_text(const RunResult& run) {
  const FitResult& fit = run.fit;
  return "stopped: " + std::string(stop_reason_name(fit.stop_reason)) + " after " +
         counted(static_cast<std::size_t>(fit.epochs), "epoch") +
         " (best: " + std::to_string(fit.best_epoch) + "), " +
         counted(fit.model.params.size(), "parameter") + ", " + duration(fit.seconds) + " on " +
         counted(static_cast<std::size_t>(fit.threads), "thread") + ", peak memory " +
         number(run.peak_rss_mb) + " MB\n" + event_counts(fit) + "; skipped steps " +
         std::to_string(fit.skipped_steps) + ", rollbacks " + std::to_string(fit.rollbacks) + "\n";
}

std::string result_line(const RunResult& run) {
  const Model& model = run.fit.model;
  const TestResult& result = run.test ? *run.test : run.val;
  std::string text = std::string(run.test ? "test" : "validation") + " RMSE ";
  for (std::size_t k = 0; k < model.targets.size(); ++k)
    text += (k > 0 ? "), " : "") + with_unit(result.pooled[k].rmse, model.units[k].name) + " (" +
            model.targets[k];
  return text + ", " + counted(result.files.size(), "file") + ", " +
         counted(result.pooled.front().rows, "row") + ")" + mean_words(run.fit) +
         "; the run's files are in " + run.folder + "\n";
}

std::string filter_line(const Hyperparams& hyperparams) {
  const InferenceFilter filter = inference_filter(hyperparams);
  return filter.any() ? "filtered: the test after " + filter_text(filter) + "\n" : "";
}

}  // namespace lstmtrain::cli
