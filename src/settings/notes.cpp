// Wording of the notes on settings.
#include "settings/notes.hpp"

#include <algorithm>

#include "base/nearest.hpp"
#include "lstmtrain/model.hpp"
#include "settings/value.hpp"

namespace lstmtrain::settings {
namespace {

std::string nearest_key(const std::string& key) {
  static const std::vector<std::string> known = [] {
    std::vector<std::string> names;
    for (const Field* field : fields())
      for (const std::string& name : field_names(*field)) names.push_back(name);
    for (const IgnoredKey& ignored : ignored_keys())
      if (std::string_view(ignored.name).back() != '*') names.emplace_back(ignored.name);
    return names;
  }();
  return nearest_name(key, known);
}

std::string do_nothing(const std::vector<std::string>& keys) {
  return text::joined(keys) + (keys.size() == 1 ? " does nothing here" : " do nothing here");
}

// A whole number that an old file states, or -1.
std::int64_t fact(const text::Json& value) {
  static const Field number{.key = "", .member = &FieldValues::seed, .range = {.low = 0}};
  text::Faults faults;
  Notes notes;
  const auto reading = read_value(number, value, "", faults, notes);
  return reading && reading->values.size() == 1 ? reading->values[0].get<std::int64_t>() : -1;
}

// VEstim counts one bias a gate where PyTorch has two.
std::size_t vestim_params(const ModelSpec& spec) {
  std::size_t twice_counted = 0;
  for (const int size : spec.layer_sizes)
    twice_counted += static_cast<std::size_t>(spec.gates()) * static_cast<std::size_t>(size);
  return param_count(spec) - twice_counted;
}

void check_size(const Entry& entry, std::size_t real, const char* what, text::Faults& faults) {
  if (fact(entry.value) != static_cast<std::int64_t>(real))
    faults.add(entry.where, std::string(entry.key) + " contradicts the columns",
               text::shown(entry.value), std::to_string(real) + ", the number of " + what);
}

}  // namespace

void add_unknown_key(const Entry& entry, text::Faults& faults) {
  const std::string near = nearest_key(entry.key);
  faults.add(
      entry.where, "unknown key", text::shown(text::Json(entry.key)),
      "a key that --print-schema lists",
      near.empty() ? "start its name with '_' to make it a comment" : "did you mean " + near + "?");
}

std::string unknown_key_note(const Entry& entry) {
  const std::string near = nearest_key(entry.key);
  return entry.where + ": unknown key, ignored." +
         (near.empty() ? "" : " Hint: did you mean " + near + "?");
}

std::string rival_note(const Entry& winner, const Entry& loser) {
  return winner.key + " " + text::shown(winner.value) + " wins over " + loser.key + " " +
         text::shown(loser.value) + ".";
}

void add_sweep_notes(const Settings& settings, Notes& notes) {
  std::vector<std::string> keys;
  for (const auto& [key, ends] : settings.ranges) keys.push_back(key);
  if (!keys.empty())
    notes.push_back(text::joined(keys) +
                    (keys.size() == 1 ? " is a search range" : " are search ranges") + ": TRIALS " +
                    std::to_string(settings.values.trials) + " runs draw from it.");
}

void add_default_notes(const FieldValues& first, Notes& notes) {
  if (!first.given("FEATURE_COLUMNS"))
    notes.push_back("FEATURE_COLUMNS is absent: " + text::joined(first.feature_columns) + ".");
  if (!first.given("TARGET_COLUMN"))
    notes.push_back("TARGET_COLUMN is absent: " + text::joined(first.target_columns) + ".");
}

void add_derived_notes(const FieldValues& first, Notes& notes) {
  const auto& derived = first.derived;
  if (const auto found = derived.find("SCHEDULER_TYPE"); found != derived.end())
    notes.push_back("SCHEDULER_TYPE is absent: StepLR, because " + found->second + " is there.");
  const bool history = derived.contains("TBPTT_HISTORY");
  if (history && !first.stream() && first.given("TBPTT_STEPS"))
    notes.push_back("TBPTT_STEPS sets TBPTT_HISTORY in the window method.");
  if (derived.contains("RNN_LAYER_SIZES"))
    notes.push_back("LAYERS x HIDDEN_UNITS set RNN_LAYER_SIZES.");
  if (derived.contains("LAYER_NORM") && first.layer_norm != LayerNorm::none)
    notes.push_back(derived.at("LAYER_NORM") + " sets LAYER_NORM to output.");
  if (derived.contains("MAX_TRAINING_TIME_SECONDS") && first.max_training_time_seconds > 0)
    notes.push_back("MAX_TRAIN_HOURS, MAX_TRAIN_MINUTES and MAX_TRAIN_SECONDS limit the time to " +
                    text::number_json(first.max_training_time_seconds).dump() + " s.");
}

void add_idle_notes(const std::map<const Field*, Entry>& winners, const std::vector<Axis>& axes,
                    const FieldValues& first, const std::set<const Field*>& acting,
                    const std::set<std::string>& defaulted, Notes& notes) {
  std::vector<std::pair<const Condition*, std::vector<std::string>>> groups;
  std::vector<std::string> at_default;
  for (const Field* field : fields()) {  // the table's order, not that of pointers
    const auto winner = winners.find(field);
    if (winner == winners.end() || acting.contains(field) || defaulted.contains(field->key))
      continue;
    const bool list = std::any_of(axes.begin(), axes.end(),
                                  [&](const Axis& axis) { return axis.field == field; });
    const std::string& key = winner->second.key;
    if (!list && load(first, *field) == load(FieldValues{}, *field)) {
      at_default.push_back(key);
      continue;
    }
    const std::string name = list ? key + " " + text::shown(winner->second.value) : key;
    const auto group = std::find_if(groups.begin(), groups.end(),
                                    [&](const auto& known) { return known.first == field->acts; });
    if (group == groups.end()) {
      groups.push_back({field->acts, {name}});
    } else {
      group->second.push_back(name);
    }
  }
  for (const auto& [condition, keys] : groups)
    notes.push_back(do_nothing(keys) + ": only with " + condition->text + ".");
  if (!at_default.empty())
    notes.push_back(do_nothing(at_default) + ", and " + (at_default.size() == 1 ? "is" : "are") +
                    " given with the default value.");
}

void add_ignored_notes(const std::vector<Entry>& ignored, Notes& notes) {
  const std::pair<IgnoredKind, const char*> kinds[] = {
      {IgnoredKind::device,
       ": training runs in float32 on the CPU, THREADS sets the number of threads."},
      {IgnoredKind::old_key, ": kept in old files only."},
      {IgnoredKind::fnn, ": of a feed-forward network, and this one is recurrent."},
  };
  for (const auto& [kind, reason] : kinds) {
    std::vector<std::string> keys;
    for (const Entry& entry : ignored)
      if (find_ignored(entry.key)->kind == kind &&
          std::find(keys.begin(), keys.end(), entry.key) == keys.end())
        keys.push_back(entry.key);
    if (!keys.empty()) notes.push_back(do_nothing(keys) + reason);
  }
}

void check_facts(const std::vector<Entry>& ignored, const FieldValues& first, text::Faults& faults,
                 Notes& notes) {
  for (const Entry& entry : ignored) {
    if (entry.key == "INPUT_SIZE")
      check_size(entry, first.feature_columns.size(), "FEATURE_COLUMNS", faults);
    if (entry.key == "OUTPUT_SIZE")
      check_size(entry, first.target_columns.size(), "TARGET_COLUMN", faults);
    if (entry.key == "NUM_LEARNABLE_PARAMS") {
      const ModelSpec spec = model_spec(first);
      const std::int64_t stated = fact(entry.value);
      const auto ours = static_cast<std::int64_t>(param_count(spec));
      if (stated != ours && stated != static_cast<std::int64_t>(vestim_params(spec)))
        notes.push_back("NUM_LEARNABLE_PARAMS " + text::shown(entry.value) + " is not the " +
                        std::to_string(ours) + " parameters of this network.");
    }
    if (text::same_word(entry.key, "NORMALIZATION_APPLIED"))
      notes.push_back(entry.key + " " + text::shown(entry.value) + " is not read: NORMALIZATION " +
                      name_of(first.normalization) + " decides.");
  }
}

}  // namespace lstmtrain::settings
