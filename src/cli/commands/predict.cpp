// lstmtrain predict: what a model says about files, or about rows as they arrive on stdin. No
// target column is needed; the predictions are those of test, to the last bit.
#include <filesystem>

#include "base/path_status.hpp"
#include "cli/command.hpp"
#include "cli/commands/line_input.hpp"
#include "cli/options/shared_options.hpp"
#include "cli/screen/quantity.hpp"
#include "cli/trained_model.hpp"
#include "data/compare/stream_units.hpp"
#include "data/csv/row_reader.hpp"
#include "files/predictions_csv.hpp"
#include "infer/inference_filter.hpp"
#include "lstmtrain/error.hpp"
#include "lstmtrain/evaluate.hpp"
#include "lstmtrain/predictor.hpp"
#include "run/run_directory.hpp"

namespace lstmtrain::cli {
namespace {

constexpr const char* kOpening =
    R"(Writes what a model says about each row of a file; no target column is needed. The state is
carried from row to row, as in test: the predictions are the same to the last bit.

Examples:
  lstmtrain predict --model run/best.safetensors --data drive.csv --out predicted.csv
  lstmtrain predict --model run/best.safetensors --data drives/test --out predicted
  sensor | lstmtrain predict --model run/best.safetensors --stream | display

--stream: the first line names the columns; every further one gives one line at once, empty where a
cell is bad, which leaves the state as it is. A time gap starts from the zero state again. With
TARGET_OFFSET n a line is the prediction for n rows later. With an INFERENCE_FILTER_TYPE the line is
the filtered prediction, and files have it in a column of its own, "filtered".
)";

struct Options {
  std::string model;
  std::vector<std::string> data;
  std::string out;      // a file, or a folder for several
  bool stream = false;  // rows on stdin, predictions on stdout
  bool force = false;
  std::vector<std::string> sets;
  std::optional<int> threads;
};

void declare(OptionSet& set, Options& options) {
  add_model(set, options.model, "Model file, or the folder of a run");
  add_data_paths(set, options.data);
  set.text("--out", options.out, "PATH",
           "File to write; a folder when --data is more than one file");
  set.flag("--stream", options.stream,
           "Rows on stdin below a header line, a prediction a row on stdout at once");
  add_force(set, options.force);
  add_model_sets(set, options.sets);
  add_threads(set, options.threads);
}

namespace fs = std::filesystem;

[[noreturn]] void refuse_usage(const std::string& what) {
  throw Error(ErrorCode::usage,
              "command line: " + what +
                  " Hint: lstmtrain predict --model run/best.safetensors --data f.csv --out p.csv, "
                  "or --stream for rows on stdin.");
}

void check_usage(const Options& options) {
  if (options.model.empty()) refuse_usage("--model FILE is missing.");
  if (options.stream && (!options.data.empty() || !options.out.empty()))
    refuse_usage("--stream reads stdin and writes stdout, expected no --data and no --out.");
  if (options.stream) return;
  if (options.data.empty()) refuse_usage("--data PATH... is missing.");
  if (options.out.empty()) refuse_usage("--out PATH is missing.");
}

// One named file gives one file; a folder, a glob or several files give a folder.
bool is_one_file(const std::vector<std::string>& paths) {
  return paths.size() == 1 && fs::is_regular_file(path_status(paths.front()));
}

std::vector<std::string> out_paths(const Options& options, const Dataset& dataset) {
  if (is_one_file(options.data)) return {options.out};
  std::vector<std::string> names;
  for (const SourceFile& file : dataset.files) names.push_back(file.name);
  std::vector<std::string> paths;
  for (const std::string& name : run::flat_names(names))
    paths.push_back((fs::path(options.out) / name).string());
  return paths;
}

// Data is read in place and never changed, and predictions of before are kept unless --force.
void check_out(const std::vector<std::string>& paths, const Dataset& dataset, bool force) {
  std::error_code no;
  for (const std::string& path : paths) {
    if (!fs::exists(path_status(path))) continue;
    for (const SourceFile& file : dataset.files)
      if (fs::equivalent(path, file.path, no))
        throw Error(ErrorCode::cannot_create,
                    path + ": is a file of --data, expected another one. Hint: name a new --out.");
    if (!force && !fs::is_character_file(path_status(path)))
      throw Error(ErrorCode::cannot_create,
                  path + ": exists already. Hint: name a new --out, or --force to replace it.");
  }
}

void make_folder(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error)
    throw Error(ErrorCode::cannot_create, path + ": cannot be created, " + error.message() +
                                              ". Hint: several files go to a folder.");
}

int predict_files(const Options& options, const ModelWithSettings& loaded, Terminal& terminal) {
  const auto& [model, settings] = loaded;
  const Dataset dataset = load_inputs(settings, options.data);
  for (const std::string& note : dataset.notes) terminal.note(note);
  const UnitFindings units = find_other_units(settings, model.families, dataset);
  for (const std::vector<std::string>& found : {units.faults, units.notes})
    for (const std::string& warning : found) terminal.warning(warning);
  const std::vector<std::string> paths = out_paths(options, dataset);
  check_out(paths, dataset, options.force);
  const Predictions predictions = lstmtrain::predict(
      model, dataset, dataset.test_files,
      {.threads = options.threads.value_or(0), .allow_mixed_rates = settings.allow_mixed_rates});
  for (const std::string& note : predictions.notes()) terminal.warning(note);
  require_predictions(options.model, predictions);
  const InferenceFilter filter = inference_filter(settings);
  const Predictions smooth = filtered(filter, dataset, predictions);
  if (filter.any()) terminal.note("column \"filtered\": " + filter_text(filter) + ".");
  if (!is_one_file(options.data)) make_folder(options.out);
  for (std::size_t i = 0; i < paths.size(); ++i)
    files::write_predicted(paths[i], dataset, predictions, i, smooth);
  return 0;
}

void refuse_unstreamable(const Hyperparams& settings) {
  if (settings.resample_hz > 0)
    throw Error(
        ErrorCode::usage,
        "command line: --stream takes rows as they are, got a model with RESAMPLE_HZ. Hint: "
        "predict --data does it on files.");
  if (!inference_filter(settings).causal())
    throw Error(
        ErrorCode::usage,
        "command line: --stream knows no later rows, got a model with INFERENCE_FILTER_TYPE "
        "Savitzky-Golay, which needs them. Hint: --set INFERENCE_FILTER_TYPE=None, or a "
        "moving average.");
}

int predict_stream(const ModelWithSettings& loaded, Terminal& terminal) {
  static const std::string kWhere = "stdin";
  const auto& [model, settings] = loaded;
  refuse_unstreamable(settings);
  LineInput input;
  std::string line;
  if (!input.next(line))
    throw Error(ErrorCode::data,
                "stdin: is empty, expected a header line that names the columns. "
                "Hint: pipe a CSV file in.");
  RowReader reader(kWhere, line, settings, settings.allow_mixed_rates ? 0 : model.period,
                   training_ranges(model));
  for (const std::string& note : reader.notes()) terminal.note(note);
  Predictor predictor(model);
  std::vector<double> x(model.features.size());
  std::vector<float> y(model.targets.size());
  std::vector<CausalFilter> filters(y.size(), CausalFilter(inference_filter(settings)));
  StreamUnits units(model.features,
                    settings.ignore_unit_check ? std::vector<ColumnFamily>{} : model.families);
  const auto warn = [&](const std::vector<std::string>& found) {
    for (const std::string& text : found) terminal.warning(text);
  };
  while (!terminal.out.gone() && input.next(line)) {
    if (!reader.read(line, x)) continue;
    warn(units.add(x));
    if (reader.after_gap()) {
      predictor.reset();
      for (CausalFilter& filter : filters) filter.restart();
    }
    predictor.step(std::span<const double>(x), y);
    for (std::size_t k = 0; k < y.size(); ++k) y[k] = filters[k].next(y[k]);
    terminal.out.write(files::prediction_cells(y) + "\n");
  }
  warn(units.finish());
  if (reader.bad_rows() > 0)
    terminal.warning(kWhere + ": " + grouped(reader.bad_rows()) + " of " +
                     counted(reader.rows(), "row") +
                     " with a bad cell, without a prediction; the first: " + reader.first_bad());
  return 0;
}

int run_predict(const Options& options, Terminal& terminal) {
  check_usage(options);
  const ModelWithSettings loaded = load_with_settings(model_file(options.model), options.sets);
  return options.stream ? predict_stream(loaded, terminal)
                        : predict_files(options, loaded, terminal);
}

}  // namespace

extern const Command predict_command = {"predict", "writes what a model says about each row",
                                        kOpening, bound<Options, declare, run_predict>};

}  // namespace lstmtrain::cli
