// lstmtrain export: writes a trained model in the forms that other programs and devices take.
#include <optional>

#include "cli/command.hpp"
#include "cli/options/shared_options.hpp"
#include "cli/screen/quantity.hpp"
#include "cli/trained_model.hpp"
#include "export/exporter.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::cli {
namespace {

constexpr const char* kOpening =
    R"(Writes a trained model in the forms that other programs and devices take.

Examples:
  lstmtrain export run --format c --data drives/val --out device
  lstmtrain export run/best.safetensors --format c --name cell_voltage --out device
  lstmtrain export run --format torch --out exported
)";

struct Options {
  std::string model;
  std::vector<std::string> formats;
  std::string out, name, weights = "float32";
  std::vector<std::string> data, test, sets;
  std::optional<int> golden, opset;
  std::optional<double> max_loss;
  bool force = false;
};

constexpr int kMostGolden = 1000;
constexpr int kLeastOpset = 11, kMostOpset = 22;
constexpr double kMostLoss = 1e30;

// A row a value of --weights.
struct WeightsWord {
  const char* word;
  exporting::Weights weights;
};
constexpr WeightsWord kWeights[] = {{"float32", exporting::Weights::float32},
                                    {"int16", exporting::Weights::int16},
                                    {"int8", exporting::Weights::int8}};

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const exporting::Exporter& exporter : exporting::exporters())
    names.emplace_back(exporter.name);
  return names;
}

std::vector<std::string> weights_names() {
  std::vector<std::string> names;
  for (const WeightsWord& row : kWeights) names.emplace_back(row.word);
  return names;
}

void declare(OptionSet& set, Options& options) {
  set.text("model", options.model, "MODEL|RUN", "Model file, or the folder of a run");
  std::string formats;
  for (const exporting::Exporter& exporter : exporting::exporters())
    formats += (formats.empty() ? "" : "; ") + std::string(exporter.name) + ": " + exporter.what;
  set.texts("--format", options.formats, "FORMAT", formats.c_str());
  set.text("--out", options.out, "DIR", "Folder to write, which is made");
  set.text("--name", options.name, "NAME",
           "Name of files and functions, a C identifier (default: from the target)");
  set.choice("--weights", options.weights, "TYPE", weights_names(),
             "Numbers of the weights in C: float32 (default), int16, int8");
  set.texts("--data", options.data, "PATH",
            "Files that calibrate integers, and measure what the export loses");
  set.texts("--test", options.test, "PATH", "Files that are measured for the report alone");
  set.whole("--golden", options.golden, 1, kMostGolden, "Rows of the self test in C (default: 64)");
  set.number("--max-loss", options.max_loss, "RMS", 0, kMostLoss,
             "Write nothing when the rms difference to the model is above, in the report's unit");
  set.whole("--opset", options.opset, kLeastOpset, kMostOpset, "Opset of ONNX (default: 17)");
  add_force(set, options.force);
  add_model_sets(set, options.sets);
}

[[noreturn]] void refuse_usage(const std::string& what) {
  throw Error(ErrorCode::usage, "command line: " + what + " Hint: lstmtrain export run --format " +
                                    format_names().front() + " --out exported.");
}

void check_usage(const Options& options) {
  if (options.model.empty()) refuse_usage("no model, expected a model file or a run's folder.");
  if (options.formats.empty()) refuse_usage("--format FORMAT is missing.");
  if (options.out.empty()) refuse_usage("--out DIR is missing.");
  for (const std::string& format : options.formats) exporting::find_exporter(format);
  if (!options.name.empty()) exporting::require_name(options.name);
  if (options.max_loss && options.data.empty())
    refuse_usage("--max-loss measures on rows, expected --data PATH...");
}

exporting::Weights weights_of(const std::string& word) {
  for (const WeightsWord& row : kWeights)
    if (word == row.word) return row.weights;
  return exporting::Weights::float32;
}

// With the targets, where the files have them.
Dataset with_targets(const Hyperparams& settings, const std::vector<std::string>& paths) {
  try {
    return load_test_data(settings, paths);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::data) throw;
    return load_inputs(settings, paths);
  }
}

// None for no paths.
std::optional<Dataset> rows_of(const ModelWithSettings& loaded,
                               const std::vector<std::string>& paths, Terminal& terminal) {
  if (paths.empty()) return std::nullopt;
  Dataset dataset = with_targets(loaded.settings, paths);
  for (const std::string& note : dataset.notes) terminal.note(note);
  require_units(loaded, dataset, terminal);
  return dataset;
}

// All formats go into one folder: two of them may not write the same file.
void add_files(std::vector<exporting::ExportedFile>& all,
               std::vector<exporting::ExportedFile> files) {
  for (exporting::ExportedFile& file : files) {
    for (const exporting::ExportedFile& other : all)
      if (other.name == file.name)
        refuse_usage("two formats write " + file.name + ", expected one of them.");
    all.push_back(std::move(file));
  }
}

int run_export(const Options& options, Terminal& terminal) {
  check_usage(options);
  const std::string path = model_file(options.model);
  const ModelWithSettings loaded = load_with_settings(path, options.sets);
  const auto& [model, settings] = loaded;
  const std::optional<Dataset> data = rows_of(loaded, options.data, terminal);
  const std::optional<Dataset> test = rows_of(loaded, options.test, terminal);
  exporting::ExportRequest request{.model = model,
                                   .settings = settings,
                                   .name = options.name,
                                   .weights = weights_of(options.weights),
                                   .data = data ? &*data : nullptr,
                                   .test = test ? &*test : nullptr};
  if (request.name.empty()) request.name = exporting::name_of_target(model.targets.front());
  request.golden_rows = options.golden.value_or(request.golden_rows);
  request.opset = options.opset.value_or(request.opset);

  std::vector<exporting::ExportedFile> files;
  for (const std::string& format : options.formats) {
    exporting::Exported made = exporting::find_exporter(format).make(request);
    for (const std::string& note : made.notes) terminal.note(format + ": " + note);
    if (options.max_loss && made.loss && !(*made.loss <= *options.max_loss))
      throw Error(ErrorCode::data,
                  path + ": --format " + format + " differs too much from the model, got " +
                      number(*made.loss) + " " + model.units.front().name +
                      " rms, expected at most --max-loss " + number(*options.max_loss) +
                      ". Nothing was written. Hint: --weights with more bits.");
    add_files(files, std::move(made.files));
  }
  for (const std::string& written : exporting::write_export(options.out, files, options.force))
    terminal.out.write(written + "\n");
  return 0;
}

}  // namespace

extern const Command export_command = {"export", "writes a model for devices and other programs",
                                       kOpening, bound<Options, declare, run_export>};

}  // namespace lstmtrain::cli
