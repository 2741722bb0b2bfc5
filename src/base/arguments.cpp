#include "base/arguments.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "base/limits.hpp"
#include "base/refusal.hpp"
#include "base/text/json_text.hpp"

namespace lstmtrain {
namespace {

const char* const kMadeByLoad = "give a dataset as load_dataset() made it.";

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 8;  // a message is to be read
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMost); ++i)
    text += (i > 0 ? ", " : "") + names[i];
  if (names.size() > kMost) text += ", ... (" + std::to_string(names.size()) + ")";
  return text.empty() ? "none" : text;
}

void require_names(const std::string& where, const std::string& what,
                   const std::vector<std::string>& got, const std::vector<std::string>& expected) {
  if (got != expected)
    refuse(where, what, listed(got), listed(expected),
           "read the data with the settings of the model, hyperparams_of(model).");
}

void require_utf8(const std::string& where, const std::string& what, const std::string& value) {
  if (!text::is_utf8(value))
    refuse(where, what + " is no UTF-8", text::shown(value), "UTF-8", "convert it.");
}

// Names of columns, each once, and every other text that a model file holds.
void require_texts(const std::string& where, const Model& model) {
  std::set<std::string> seen;
  for (const auto& [what, names] : {std::pair{"a feature of the model", &model.features},
                                    std::pair{"a target of the model", &model.targets}})
    for (const std::string& name : *names) {
      require_utf8(where, what, name);
      if (name.empty() || !seen.insert(name).second)
        refuse(where, what, text::shown(name), "column names, each once", kMadeByFit);
    }
  for (const Unit& unit : model.units) require_utf8(where, "a unit of the model", unit.name);
  for (const auto& [key, value] : model.metrics) require_utf8(where, "a metric of the model", key);
  require_utf8(where, "the settings of the model", model.hyperparams);
  require_utf8(where, "the program version of the model", model.program_version);
  require_utf8(where, "the data fingerprint of the model", model.data_fingerprint);
}

void require_indices(const std::string& where, const std::vector<std::size_t>& files,
                     std::size_t count, const std::string& what) {
  for (const std::size_t file : files)
    if (file >= count)
      refuse(where, what, std::to_string(file), "less than " + std::to_string(count), kMadeByLoad);
}

}  // namespace

void require_threads(const std::string& where, int threads) {
  require_between(where, "threads", threads, 0, limits::kMostThreads,
                  "0 leaves it to the library.");
}

void require_settings(const Hyperparams& hyperparams) {
  text::Faults faults;
  for (const std::string& line : validate(hyperparams)) faults.add_line(line);
  faults.throw_all();
}

void require_model(const std::string& where, const Model& model) {
  require_spec(where, model.spec);
  const auto D = static_cast<std::size_t>(model.spec.input_size),
             K = static_cast<std::size_t>(model.spec.output_size);
  require_size(where, "parameters of the model", model.params.size(), param_count(model.spec),
               kMadeByFit);
  require_finite(where, "parameters of the model", model.params);
  require_size(where, "features of the model", model.features.size(), D, kMadeByFit);
  require_size(where, "targets of the model", model.targets.size(), K, kMadeByFit);
  require_size(where, "units of the model", model.units.size(), K, kMadeByFit);
  for (const Unit& unit : model.units)
    if (!std::isfinite(unit.factor) || unit.factor == 0)
      refuse(where, "factor of a unit", std::to_string(unit.factor), "a finite number other than 0",
             kMadeByFit);
  require_texts(where, model);
  require_choice(where, "scaler method", model.scaler.method);
  require_scaler(where, model.scaler, D + K);
  if (!model.columns.empty())
    require_size(where, "statistics of the model's columns", model.columns.size(), D + K,
                 kMadeByFit);
  require_between(where, "target offset", model.target_offset, 0, limits::kMostRows, kMadeByFit);
  require_between(where, "warm-up rows", model.warmup_rows, 0, limits::kMostRows, kMadeByFit);
  if (!(model.period >= 0) || !std::isfinite(model.period))
    refuse(where, "period of the model", std::to_string(model.period), "0 or more seconds",
           kMadeByFit);
}

void require_segments(const std::string& where, const Dataset& dataset,
                      const std::vector<Segment>& segments, const std::string& what) {
  for (const Segment& s : segments)
    if (s.file >= dataset.files.size() || s.begin > s.end || s.end > dataset.files[s.file].rows)
      refuse(where, what,
             "rows " + std::to_string(s.begin) + ".." + std::to_string(s.end) + " of file " +
                 std::to_string(s.file),
             "rows of one of " + std::to_string(dataset.files.size()) + " files", kMadeByLoad);
}

void require_file(const std::string& where, const SourceFile& file, std::size_t columns) {
  const std::string of = file.name.empty() ? "" : " of " + file.name;
  require_size(where, "columns" + of, file.columns, columns, kMadeByLoad);
  if (file.rows > file.values.size() || file.rows * columns != file.values.size())
    refuse(where, "values" + of, std::to_string(file.values.size()),
           std::to_string(file.rows) + " x " + std::to_string(columns), kMadeByLoad);
  if (!file.time.empty())
    require_size(where, "times" + of, file.time.size(), file.rows, kMadeByLoad);
  if (!file.row_lines.empty())
    require_size(where, "lines of rows" + of, file.row_lines.size(), file.rows, kMadeByLoad);
  for (const std::size_t row : file.breaks)
    if (row >= file.rows)
      refuse(where, "a break" + of, "row " + std::to_string(row),
             "less than " + std::to_string(file.rows), kMadeByLoad);
}

void require_dataset(const std::string& where, const Dataset& dataset) {
  if (dataset.num_features > dataset.columns.size())
    refuse(where, "features of the dataset", std::to_string(dataset.num_features),
           "at most its " + std::to_string(dataset.columns.size()) + " columns", kMadeByLoad);
  for (const SourceFile& file : dataset.files) require_file(where, file, dataset.columns.size());
  require_segments(where, dataset, dataset.train, "training segment");
  require_segments(where, dataset, dataset.val, "validation segment");
  require_indices(where, dataset.train_files, dataset.files.size(), "training file");
  require_indices(where, dataset.val_files, dataset.files.size(), "validation file");
  require_indices(where, dataset.test_files, dataset.files.size(), "test file");
  if (!(dataset.period >= 0) || !std::isfinite(dataset.period))
    refuse(where, "period of the dataset", std::to_string(dataset.period), "0 or more seconds",
           kMadeByLoad);
}

void require_columns(const std::string& where, const Dataset& dataset,
                     const std::vector<std::string>& features,
                     const std::vector<std::string>& targets) {
  const auto split = dataset.columns.begin() + static_cast<std::ptrdiff_t>(dataset.num_features);
  require_names(where, "features of the dataset", {dataset.columns.begin(), split}, features);
  require_names(where, "targets of the dataset", {split, dataset.columns.end()}, targets);
}

void require_predictions(const std::string& where, const Dataset& dataset,
                         const Predictions& predictions) {
  for (std::size_t i = 0; i < predictions.files(); ++i) {
    const std::size_t file = predictions.source(i);
    if (file >= dataset.files.size())
      refuse(where, "file of the predictions", std::to_string(file),
             "less than " + std::to_string(dataset.files.size()),
             "give the dataset that was predicted.");
    require_size(where, "targets of the predictions", predictions.targets(), dataset.num_targets(),
                 "give the dataset that was predicted.");
    require_size(where, "rows of the predictions", predictions.rows(i), dataset.files[file].rows,
                 "give the dataset that was predicted.");
  }
}

}  // namespace lstmtrain
