// hyperparams.json <-> Hyperparams, generated from the one table in base/fields.hpp.
// Reading is three steps, a file each: hyperparams_source (JSON text -> entries),
// hyperparams_values (entries -> values, axes, ranges), hyperparams_rules (defaults that follow
// from other keys, contradictions, runs). Every fault of a file is reported at once.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lstmtrain/hyperparams.hpp"

namespace lstmtrain::settings {

// The text of a hyperparams.json and how messages call it. TRAIN_DATA, VAL_DATA and TEST_DATA in
// it are relative to the folder of `name`.
struct SettingsFile {
  std::string name;
  std::string text;
};

// A setting from the command line; `origin` is the flag that gave it: "--set", "--seed".
struct Override {
  std::string key;
  std::string value;
  std::string origin;
};

// What a run, or a sweep of runs, will do. Keys are canonical names; axis and range values are JSON
// text: "0.001", "[64,32]", "\"Adam\"".
struct Settings {
  Hyperparams values;                         // of the first run: the first value of every axis
  std::map<std::string, std::string> origin;  // key -> "default", the file's name, "--set", ...
  std::vector<std::string> notes;  // lines for the user: ignored, defaulted, aliased, contradictory
  std::map<std::string, std::vector<std::string>> axes;    // grid: every value of an active key
  std::map<std::string, std::vector<std::string>> ranges;  // search: {low, high} of an active key
  // Every different run of the grid: what to set for it, in the order of the axes; one empty list
  // when there is no axis.
  std::vector<std::vector<Override>> grid;
  std::string given = "{}";  // what was written for every key, as one JSON object
  // Of VEstim's job folder: which of its data stand in TRAIN_DATA, VAL_DATA and TEST_DATA, or why
  // none do; "" where the settings name them, and without such a folder.
  std::string job_data;
  std::size_t runs = 1;  // product of the axes x REPETITIONS, x TRIALS when there are ranges
};

// "KEY=VALUE" -> Override. Throws usage when there is no key or no '='.
Override parse_override(std::string_view text, const std::string& origin);

// Reads `file` (absent: defaults) and then `overrides` in their order; the last one of a key wins.
// lenient: an unknown key is a note instead of a fault.
// Throws config: malformed JSON with line and column, else one message with a line per fault.
Settings read_settings(const std::optional<SettingsFile>& file,
                       const std::vector<Override>& overrides, bool lenient = false);

// read_settings of the file at `path`, or of VEstim's job folder there: its hyperparams.json and
// what stands beside it (vestim_job.hpp). Throws not_found and io besides.
Settings load_settings(const std::string& path, const std::vector<Override>& overrides,
                       bool lenient = false);

// --print-config: {"runs":n,"axes":{KEY:[values]},"resolved":{...},"notes":[...]}. A range stands
// under axes as [low, high].
std::string print_config(const Settings& settings);

// Every key as one JSON object; reading it gives the same Hyperparams, bit for bit.
std::string resolved_json(const Hyperparams& hyperparams);

// resolved_json without the keys that belong to a machine (data paths, THREADS): what a model file
// holds.
std::string model_json(const Hyperparams& hyperparams);

// resolved_json with where each value came from, as a comment key: the run directory's
// resolved.json.
std::string resolved_with_origin(const Settings& settings);

// The resolved.json of a sweep: every key as it was given, lists and ranges too, and the data
// paths.
std::string sweep_json(const Settings& settings);

// The settings that decide what load_dataset gives, as text; `splits`: validation is split off.
std::string data_settings(const Hyperparams& hyperparams, bool splits);

// hyperparams/default.json: every key with its default, "" where that follows from other keys.
std::string default_json();

// --print-schema: JSON Schema draft-07 of hyperparams.json.
std::string print_schema();

// The keys as lines of text for --help, and as docs/hyperparams.md.
std::string print_keys();
std::string print_keys_markdown();

}  // namespace lstmtrain::settings
