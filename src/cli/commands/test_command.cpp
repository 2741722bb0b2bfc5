// lstmtrain test: streams files through a model with carried state and prints the errors, by file
// and by condition; several models are compared, each on each of --data.
#include "cli/command.hpp"
#include "cli/options/shared_options.hpp"
#include "cli/screen/metrics_table.hpp"
#include "cli/screen/quantity.hpp"
#include "cli/screen/train_summary.hpp"
#include "cli/trained_model.hpp"
#include "infer/inference_filter.hpp"
#include "infer/row_groups.hpp"
#include "lstmtrain/error.hpp"
#include "run/results_json.hpp"

namespace lstmtrain::cli {
namespace {

constexpr const char* kOpening =
    R"(Streams each file through a model with its state carried, and prints the errors.

Examples:
  lstmtrain test --model run/best.safetensors --data drives/test
  lstmtrain test --model run/best.safetensors --data a.csv b.csv --json
  lstmtrain test --model run --data drives/test --max-rmse 12
)";

struct Options {
  std::vector<std::string> models;
  std::vector<std::string> data;
  std::string by;  // "COLUMN:WIDTH" or "file-prefix"
  bool json = false;
  std::vector<std::string> sets;
  std::optional<int> threads;
  std::optional<double> max_rmse, max_mae, max_error;  // in the unit of the errors
};

constexpr double kMostError = 1e30;

// A row a limit.
struct Limit {
  const char* option;
  std::optional<double> Options::*most;
  double Metrics::*error;
  const char* name;
};
constexpr Limit kLimits[] = {{"--max-rmse", &Options::max_rmse, &Metrics::rmse, "RMSE"},
                             {"--max-mae", &Options::max_mae, &Metrics::mae, "MAE"},
                             {"--max-error", &Options::max_error, &Metrics::max, "largest error"}};

void declare(OptionSet& set, Options& options) {
  set.texts("--model", options.models, "FILE",
            "Model files, or folders of runs; several are compared, a row each");
  add_data_paths(set, options.data);
  set.text("--by", options.by, "GROUPS", "Errors by condition: COLUMN:WIDTH, or file-prefix");
  add_json(set, options.json);
  add_model_sets(set, options.sets);
  add_threads(set, options.threads);
  for (const Limit& limit : kLimits)
    set.number(limit.option, options.*limit.most, "E", 0, kMostError,
               ("Exit 1 when the " + std::string(limit.name) + " of all rows is above").c_str());
}

// One model on some data.
struct Tested {
  std::string model_path, data_path;
  ModelWithSettings loaded;
  TestResult result, filtered;
  std::vector<FileMetrics> groups;
};

void require(bool given, const char* what) {
  if (given) return;
  throw Error(ErrorCode::usage,
              std::string("command line: ") + what +
                  " is missing. Hint: lstmtrain test --model run/best.safetensors --data DIR.");
}

Tested test_model(const Options& options, const std::string& path,
                  const std::vector<std::string>& data_paths, Terminal& terminal) {
  const std::string file = model_file(path);
  Tested tested{file, data_paths.front(), load_with_settings(file, options.sets), {}, {}, {}};
  const auto& [model, settings] = tested.loaded;
  const Dataset dataset = load_test_data(settings, data_paths);
  for (const std::string& note : dataset.notes) terminal.note(note);
  require_units(tested.loaded, dataset, terminal);
  tested.result = evaluate(
      model, dataset, dataset.test_files,
      {.threads = options.threads.value_or(0), .allow_mixed_rates = settings.allow_mixed_rates});
  for (const std::string& note : tested.result.notes) terminal.warning(note);
  require_predictions(tested.model_path, tested.result.predictions);
  const InferenceFilter filter = inference_filter(settings);
  if (filter.any())
    tested.filtered = measure(model, dataset, filtered(filter, dataset, tested.result.predictions));
  if (!options.by.empty())
    tested.groups = measure_groups(model, dataset, tested.result.predictions,
                                   row_groups(options.by, settings, dataset, data_paths));
  return tested;
}

// Of every target, as the model is deployed: filtered where it is. Throws above_limit.
void check_limits(const Options& options, const Tested& tested) {
  const Model& model = tested.loaded.model;
  const bool is_filtered = inference_filter(tested.loaded.settings).any();
  const TestResult& result = is_filtered ? tested.filtered : tested.result;
  for (const Limit& limit : kLimits)
    for (std::size_t k = 0; k < model.targets.size(); ++k) {
      const std::optional<double>& most = options.*limit.most;
      const double error = result.pooled[k].*limit.error;
      if (!most || error <= *most) continue;
      throw Error(ErrorCode::above_limit,
                  tested.model_path + ": " + limit.name + " of \"" + model.targets[k] + "\" on " +
                      tested.data_path + ", got " + number(error) + " " + model.units[k].name +
                      ", expected at most " + limit.option + " " + number(*most) +
                      ". Hint: the table says which file errs most; --by COLUMN:WIDTH, where.");
    }
}

run::TestRecord record_of(const Options& options, const Tested& tested) {
  const InferenceFilter filter = inference_filter(tested.loaded.settings);
  run::TestRecord record{&tested.loaded.model, &tested.result,  {}, options.by, nullptr,
                         tested.model_path,    tested.data_path};
  if (filter.any()) record.filtered = {&tested.filtered, filter_text(filter), filter.causal()};
  if (!options.by.empty()) record.groups = &tested.groups;
  return record;
}

std::string tables_of(const Options& options, const Tested& tested) {
  const Model& model = tested.loaded.model;
  const std::string about = filter_line(tested.loaded.settings);
  std::string text =
      about.empty()
          ? metrics_table(model, {{"", &tested.result}})
          : metrics_table(model, {{"test", &tested.result}, {"filtered", &tested.filtered}});
  if (!options.by.empty()) text += groups_table(model, options.by, tested.groups);
  return text + about;
}

int compare(const Options& options, Terminal& terminal) {
  std::vector<Tested> all;
  for (const std::string& model : options.models)
    for (const std::string& data : options.data)
      all.push_back(test_model(options, model, {data}, terminal));
  std::vector<Compared> rows;
  std::vector<run::TestRecord> records;
  for (const Tested& tested : all) {
    rows.push_back({tested.model_path, tested.data_path, &tested.loaded.model, &tested.result});
    if (inference_filter(tested.loaded.settings).any())
      rows.push_back({tested.model_path + ", filtered", tested.data_path, &tested.loaded.model,
                      &tested.filtered});
    records.push_back(record_of(options, tested));
  }
  std::string text = options.json ? run::tests_json(records) : comparison_table(rows);
  for (const Tested& tested : all)
    if (!options.json && !options.by.empty())
      text += "\n" + tested.model_path + " on " + tested.data_path +
              groups_table(tested.loaded.model, options.by, tested.groups);
  terminal.out.write(text);
  for (const Tested& tested : all) check_limits(options, tested);
  return 0;
}

int run_test(const Options& options, Terminal& terminal) {
  require(!options.models.empty(), "--model FILE");
  require(!options.data.empty(), "--data PATH...");
  if (options.models.size() > 1) return compare(options, terminal);
  const Tested tested = test_model(options, options.models.front(), options.data, terminal);
  terminal.out.write(options.json ? run::test_json(record_of(options, tested))
                                  : tables_of(options, tested));
  check_limits(options, tested);
  return 0;
}

}  // namespace

extern const Command test_command = {"test", "prints the errors of models on files", kOpening,
                                     bound<Options, declare, run_test>};

}  // namespace lstmtrain::cli
