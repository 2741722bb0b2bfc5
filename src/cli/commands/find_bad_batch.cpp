// lstmtrain find-bad-batch: which windows of the data have a loss, a gradient or a cell that is not
// finite, or far from all others; with file, rows, column and value.
#include <cmath>

#include "base/text/json_text.hpp"
#include "cli/command.hpp"
#include "cli/options/shared_options.hpp"
#include "cli/probe_data.hpp"
#include "cli/run_settings.hpp"
#include "cli/screen/quantity.hpp"
#include "cli/screen/table.hpp"
#include "cli/trained_model.hpp"
#include "doctor/bad_windows.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::cli {
namespace {

constexpr const char* kOpening =
    R"(Runs the data through a model, window by window, and lists those whose loss, gradient or cells are
not finite (then exit status 65) or far from all others. MISSING_DATA is "keep" here: what stands in
the files is looked at.

Examples:
  lstmtrain find-bad-batch --hyperparams hp.json --data drives/train
  lstmtrain find-bad-batch --model run/best.safetensors --data drives/train --rows 100

Far: a loss of 100 medians, a gradient norm of 20, a cell 10 spreads (1 to 99 % of its column) away.
)";

struct Options {
  SettingsOptions settings;
  std::string model;  // "": a fresh one of these settings
  std::vector<std::string> data;
  std::optional<int> rows;  // of a window
  bool json = false;
};

void declare(OptionSet& set, Options& options) {
  add_settings(set, options.settings);
  add_model(set, options.model, "A trained model; absent: a fresh one of these settings");
  add_data_paths(set, options.data);
  add_rows(set, options.rows, "Rows of a window (default: LOOKBACK, or TBPTT_HISTORY)");
  add_json(set, options.json);
  add_threads(set, options.settings.threads);
}

constexpr std::size_t kMostLines = 40;

// What is run through which model.
struct Search {
  Hyperparams hp;
  Dataset dataset;
  Model model;
};

// The data as it stands in the files: a gate that leaves bad cells out would hide them.
Search search_of(const Options& options, Terminal& terminal) {
  Search search;
  const bool trained = !options.model.empty();
  if (trained) {
    ModelWithSettings loaded = load_with_settings(model_file(options.model), {});
    search.hp = std::move(loaded.settings);
    search.model = std::move(loaded.model);
  } else {
    search.hp = settings_of(options.settings).values;
  }
  search.hp.missing_data = MissingData::keep;
  search.dataset = load_test_data(search.hp, options.data);
  for (const std::size_t file : search.dataset.test_files)
    for (const Segment& run : time_runs(search.dataset, file)) search.dataset.train.push_back(run);
  if (!trained) search.model = fresh_model(search.hp, search.dataset);
  if (!options.json)
    for (const std::string& note : search.dataset.notes) terminal.note(note);
  return search;
}

std::string place(const Search& search, const BadWindow& window, std::size_t row) {
  return std::to_string(search.dataset.files[window.rows.file].line(row));
}

std::string table_of(const Search& search, const BadWindows& found) {
  Table table({"file", "lines", "what", "loss", "gradient norm", "farthest cell"}, 3);
  for (std::size_t i = 0; i < std::min(found.bad.size(), kMostLines); ++i) {
    const BadWindow& w = found.bad[i];
    table.add({search.dataset.files[w.rows.file].name,
               place(search, w, w.rows.begin) + "-" + place(search, w, w.rows.end - 1), w.what,
               number(w.loss), number(w.grad_norm),
               "line " + place(search, w, w.row) + ", \"" + search.dataset.columns[w.column] +
                   "\" = " + number(w.value)});
  }
  std::string text = found.bad.empty() ? "" : table.text();
  if (found.bad.size() > kMostLines)
    text += "and " + grouped(found.bad.size() - kMostLines) + " more (--json lists all)\n";
  return text;
}

std::string json_of(const Search& search, const BadWindows& found) {
  using text::Json;
  Json object = {{"schema", text::kSchema},
                 {"windows", found.windows},
                 {"median_loss", found.median_loss},
                 {"median_grad_norm", found.median_norm}};
  object["bad"] = Json::array();
  for (const BadWindow& w : found.bad) {
    const SourceFile& file = search.dataset.files[w.rows.file];
    object["bad"].push_back({{"file", file.name},
                             {"first_line", file.line(w.rows.begin)},
                             {"last_line", file.line(w.rows.end - 1)},
                             {"what", w.what},
                             {"finite", w.finite},
                             {"loss", w.loss},
                             {"grad_norm", w.grad_norm},
                             {"line", file.line(w.row)},
                             {"column", search.dataset.columns[w.column]},
                             {"value", w.value}});
    if (w.finite) continue;
    object["bad"].back()["first"] = w.first;
    object["bad"].back()["where"] = w.where;
  }
  return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string summary(const BadWindows& found, int length) {
  return found.bad.empty()
             ? "no bad window among " + grouped(found.windows) + " of " +
                   counted(static_cast<std::size_t>(length), "row") + "\n"
             : counted(found.bad.size(), "bad window") + " among " + grouped(found.windows) +
                   " of " + counted(static_cast<std::size_t>(length), "row") + "; median loss " +
                   number(found.median_loss) + ", gradient norm " + number(found.median_norm) +
                   "\n";
}

int run_find_bad_batch(const Options& options, Terminal& terminal) {
  if (options.data.empty())
    throw Error(ErrorCode::usage,
                "command line: --data PATH... is missing. Hint: lstmtrain find-bad-batch "
                "--hyperparams hp.json --data drives/train.");
  const Search search = search_of(options, terminal);
  const int length = options.rows.value_or(search.hp.history());
  const BadWindows found = find_bad_windows(search.hp, search.dataset, search.model, length, {},
                                            probe_threads(options.settings.threads, search.hp));
  terminal.out.write(options.json ? json_of(search, found)
                                  : table_of(search, found) + summary(found, length));
  if (!found.any_nonfinite()) return 0;
  const BadWindow& worst = found.bad.front();
  terminal.error(worst.where + ": " + worst.what + ", first: " + worst.first +
                 ", expected finite numbers. Hint: MISSING_DATA \"split\", the default, leaves bad "
                 "cells out; for a loss or gradient lower INITIAL_LR, or see lstmtrain doctor.");
  return exit_status(ErrorCode::data);
}

}  // namespace

extern const Command find_bad_batch_command = {"find-bad-batch",
                                               "finds the rows that break a training", kOpening,
                                               bound<Options, declare, run_find_bad_batch>};

}  // namespace lstmtrain::cli
