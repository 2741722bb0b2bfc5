// read_settings: entries -> the winning entry of each field -> values and axes -> rules ->
// Settings.
#include "settings/settings.hpp"

#include <algorithm>
#include <filesystem>

#include "base/path_status.hpp"
#include "lstmtrain/error.hpp"
#include "settings/notes.hpp"
#include "settings/rules.hpp"
#include "settings/source.hpp"
#include "settings/value.hpp"
#include "settings/vestim_job.hpp"

namespace lstmtrain::settings {
namespace {

// Everything that the steps below hand on.
struct Reader {
  text::Faults faults;
  std::vector<std::string> notes;
  std::vector<Entry> entries;  // of known fields
  std::vector<Entry> ignored;  // accepted, without effect
  std::map<const Field*, Entry> winners;
  std::set<std::string> faulty;  // keys without a usable value
  FieldValues values;
  std::vector<Axis> axes;
};

std::string text_of(const Entry& entry) {
  return entry.value.is_string() ? std::string(text::trimmed(entry.value.get<std::string>())) : "";
}

// The last MODEL_TYPE of the highest level; nullptr when there is none.
Entry* model_type(std::vector<Entry>& entries) {
  Entry* best = nullptr;
  for (Entry& entry : entries)
    if (entry.key == "MODEL_TYPE" && (!best || entry.level >= best->level)) best = &entry;
  return best;
}

// An FNN is refused once; LSTM_LN is an LSTM with LAYER_NORM output.
void read_model_type(Reader& reader, std::vector<Entry>& entries) {
  Entry* const model = model_type(entries);
  if (!model) return;
  for (const std::string& word : text::split(text_of(*model), ',')) {
    if (!text::same_word(word, "FNN")) continue;
    throw Error(ErrorCode::config,
                model->where + ": MODEL_TYPE \"FNN\" is refused: " + kFnnRefusal + ".");
  }
  if (!text::same_word(text_of(*model), "LSTM_LN")) return;
  reader.notes.push_back("MODEL_TYPE \"LSTM_LN\" is read as \"LSTM\" with LAYER_NORM \"output\".");
  Entry norm = *model;
  model->value = "LSTM";
  norm.key = "LAYER_NORM";
  norm.value = "output";
  for (const Entry& entry : entries)
    if (entry.key == "LAYER_NORM" && entry.level >= norm.level) return;
  entries.push_back(norm);
}

// {"INPUT_NOISE_STD": {"Current": 0.02}}: values of columns, where a key takes one for all.
void read_by_column(Reader& reader, std::vector<Entry>& entries) {
  for (Entry& entry : entries) {
    const Field* field = find_field(entry.key);
    const bool object = entry.value.is_object() || text_of(entry).starts_with('{');
    if (field == nullptr || !*field->by_column || !object) continue;
    reader.notes.push_back(entry.key + " of single columns is read as " + field->by_column + ".");
    entry.key = field->by_column;
  }
}

void sort_out(Reader& reader, const std::vector<Entry>& entries, bool lenient) {
  for (const Entry& entry : entries) {
    if (find_field(entry.key)) {
      reader.entries.push_back(entry);
    } else if (find_ignored(entry.key)) {
      reader.ignored.push_back(entry);
    } else if (lenient) {
      reader.notes.push_back(unknown_key_note(entry));
    } else {
      add_unknown_key(entry, reader.faults);
    }
  }
}

// The place of a name among those of its field: an alias for the other cell comes last.
std::size_t rank(const Field& field, const std::string& name, bool gru) {
  const std::vector<std::string> names = field_names(field);
  const auto at = std::find(names.begin(), names.end(), name) - names.begin();
  const bool foreign = name.starts_with(gru ? "LSTM_" : "GRU_");
  return static_cast<std::size_t>(at) + (foreign ? names.size() : 0);
}

// Reads all entries of one field that the command line did not replace, and keeps the winner.
void read_field(Reader& reader, const Field& field, std::vector<Entry> rivals, bool gru) {
  const Level level =
      std::max_element(rivals.begin(), rivals.end(), [](const Entry& a, const Entry& b) {
        return a.level < b.level;
      })->level;
  std::erase_if(rivals, [&](const Entry& entry) { return entry.level != level; });
  if (level == Level::command_line) rivals = {rivals.back()};
  std::stable_sort(rivals.begin(), rivals.end(), [&](const Entry& a, const Entry& b) {
    return rank(field, a.key, gru) < rank(field, b.key, gru);
  });
  const Entry& winner = rivals.front();
  const auto reading = read_value(field, winner.value, winner.where, reader.faults, reader.notes);
  for (std::size_t i = 1; i < rivals.size(); ++i) {
    std::vector<std::string> unheard;
    const auto other = read_value(field, rivals[i].value, rivals[i].where, reader.faults, unheard);
    if (reading && other && reading->values != other->values)
      reader.notes.push_back(rival_note(winner, rivals[i]));
  }
  if (winner.key != field.key)
    reader.notes.push_back(winner.key + " is read as " + field.key + ".");
  reader.winners.emplace(&field, winner);
  reader.values.levels[field.key] = level;
  if (!reading) {
    reader.faulty.insert(field.key);
    return;
  }
  store(reader.values, field, reading->values.front());
  if (reading->values.size() > 1) reader.axes.push_back({&field, reading->values, reading->range});
}

void read_fields(Reader& reader) {
  Entry* const model = model_type(reader.entries);
  const bool gru = model && text_of(*model).starts_with("GRU");
  for (const Field* field : fields()) {
    std::vector<Entry> rivals;
    for (const Entry& entry : reader.entries)
      if (find_field(entry.key) == field) rivals.push_back(entry);
    if (!rivals.empty()) read_field(reader, *field, rivals, gru);
  }
}

// Relative data paths start at the folder of the file that names them.
void anchor_paths(Reader& reader) {
  namespace fs = std::filesystem;
  for (auto& [field, entry] : reader.winners) {
    const bool one = kind(*field) == Kind::text;
    if (!field->machine || !(one || kind(*field) == Kind::names)) continue;
    const fs::path folder =
        entry.level == Level::file ? fs::path(entry.origin).parent_path() : fs::path();
    text::Json paths = load(reader.values, *field);
    if (one) paths = paths == "" ? text::Json::array() : text::Json::array({paths});
    for (text::Json& path : paths) {
      std::error_code failed;
      const fs::path whole = fs::absolute(folder / path.get<std::string>(), failed);
      if (!failed) path = whole.lexically_normal().string();
    }
    store(reader.values, *field, !one ? paths : paths.empty() ? text::Json("") : paths[0]);
  }
}

std::string where(const Reader& reader, const std::vector<std::string>& keys) {
  for (const std::string& key : keys) {
    const auto found = reader.winners.find(find_field(key));
    if (found != reader.winners.end()) return found->second.where;
  }
  return keys.front();
}

void add_conflicts(Reader& reader, const std::vector<Contradiction>& conflicts) {
  for (const Contradiction& conflict : conflicts) {
    const bool unsure = std::any_of(conflict.keys.begin(), conflict.keys.end(),
                                    [&](const auto& key) { return reader.faulty.contains(key); });
    if (!unsure)
      reader.faults.add(where(reader, conflict.keys), conflict.what, conflict.got,
                        conflict.expected, conflict.hint);
  }
}

void set_origins(const Reader& reader, const FieldValues& first, Settings& settings) {
  for (const Field* field : fields()) {
    if (field->legacy) continue;
    std::string& origin = settings.origin[field->key] = "default";
    const auto winner = reader.winners.find(field);
    if (winner != reader.winners.end()) origin = winner->second.origin;
    const auto derived = first.derived.find(field->key);
    if (derived == first.derived.end()) continue;
    for (const std::string& source : text::split(derived->second, ','))
      if (first.given(source)) origin = "from " + derived->second;
  }
}

// A value as --set takes it: layer sizes without brackets, which would be a search range.
std::string override_text(const text::Json& value) {
  if (value.is_string()) return value.get<std::string>();
  const std::string text = text::compact(value);
  return value.is_array() ? text.substr(1, text.size() - 2) : text;
}

std::vector<std::vector<Override>> grid_of(const std::vector<Axis>& axes, const Sweep& sweep) {
  std::vector<std::vector<Override>> grid;
  for (const std::vector<std::size_t>& choice : sweep.points) {
    std::vector<Override>& point = grid.emplace_back();
    for (std::size_t i = 0; i < axes.size(); ++i) {
      if (!axes[i].range)
        point.push_back({axes[i].field->key, override_text(axes[i].values[choice[i]]), "grid"});
    }
  }
  return grid;
}

Settings finish(Reader& reader, const Sweep& sweep, const std::set<std::string>& defaulted) {
  Settings settings;
  settings.values = sweep.first;
  set_origins(reader, sweep.first, settings);
  settings.grid = grid_of(reader.axes, sweep);
  text::Json given = text::Json::object();
  for (const Field* field : fields())  // the table's order, not that of pointers
    if (const auto found = reader.winners.find(field); found != reader.winners.end())
      given[found->second.key] = found->second.value;
  settings.given = text::compact(given);
  std::size_t runs = settings.grid.size() * static_cast<std::size_t>(sweep.first.repetitions);
  for (const Axis& axis : reader.axes) {
    if (!sweep.acting.contains(axis.field)) continue;
    auto& list = (axis.range ? settings.ranges : settings.axes)[axis.field->key];
    for (const text::Json& value : axis.values) list.push_back(text::compact(value));
  }
  if (!settings.ranges.empty()) runs *= static_cast<std::size_t>(sweep.first.trials);
  settings.runs = runs;
  settings.notes = reader.notes;
  add_sweep_notes(settings, settings.notes);
  add_default_notes(sweep.first, settings.notes);
  add_derived_notes(sweep.first, settings.notes);
  add_idle_notes(reader.winners, reader.axes, sweep.first, sweep.acting, defaulted, settings.notes);
  add_ignored_notes(reader.ignored, settings.notes);
  return settings;
}

// `job`: VEstim's folder that the file stands in, or "".
Settings read_all(const std::optional<SettingsFile>& file, const std::vector<Override>& overrides,
                  bool lenient, const std::string& job) {
  Reader reader;
  Source source = read_source(file, overrides, reader.faults, reader.notes);
  const std::string job_data =
      job.empty() ? "" : add_vestim_job(job, source, reader.faults, reader.notes);
  read_model_type(reader, source.entries);
  read_by_column(reader, source.entries);
  sort_out(reader, source.entries, lenient);
  read_fields(reader);
  anchor_paths(reader);
  for (const Axis& axis : reader.axes) reader.values.searching |= axis.range;
  if (combinations(reader.axes) > kMostPoints) {
    reader.faults.add(file ? file->name : "--set", "the grid is too large",
                      "more than " + std::to_string(kMostPoints) + " combinations",
                      "shorter lists");
    reader.faults.throw_all();
  }
  const Sweep sweep = explore(reader.values, reader.axes);
  add_conflicts(reader, sweep.conflicts);
  check_facts(reader.ignored, sweep.first, reader.faults, reader.notes);
  reader.faults.throw_all();
  Settings settings = finish(reader, sweep, source.defaulted);
  settings.job_data = job_data;
  return settings;
}

}  // namespace

Override parse_override(std::string_view text, const std::string& origin) {
  const std::size_t at = text.find('=');
  const std::string_view key = text::trimmed(text.substr(0, at));
  if (at == std::string_view::npos || key.empty()) {
    throw Error(ErrorCode::usage, origin + ": not a setting, got " +
                                      text::shown(text::Json(std::string(text))) +
                                      ", expected KEY=VALUE.");
  }
  return {std::string(key), std::string(text.substr(at + 1)), origin};
}

Settings read_settings(const std::optional<SettingsFile>& file,
                       const std::vector<Override>& overrides, bool lenient) {
  return read_all(file, overrides, lenient, "");
}

Settings load_settings(const std::string& path, const std::vector<Override>& overrides,
                       bool lenient) {
  if (std::filesystem::is_directory(path_status(path)))
    return read_all(settings_file_of_job(path), overrides, lenient, path);
  return read_all(read_settings_file(path), overrides, lenient, "");
}

}  // namespace lstmtrain::settings
