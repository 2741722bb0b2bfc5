// Writers of settings: resolved sets, --print-config, default.json.
#include "settings/settings.hpp"
#include "settings/source.hpp"
#include "settings/value.hpp"

namespace lstmtrain::settings {
namespace {

// An object with one key a line; the values of an inner object one deeper.
std::string pretty(const text::Json& object, std::size_t indent = 0) {
  const std::string blanks(indent + 2, ' ');
  std::string out = "{";
  for (const auto& [key, value] : object.items()) {
    out += (out.size() > 1 ? ",\n" : "\n") + blanks + text::compact(text::Json(key)) + ": ";
    out += value.is_object() ? pretty(value, indent + 2) : text::compact(value);
  }
  return object.empty() ? "{}" : out + "\n" + std::string(indent, ' ') + "}";
}

// One target is written as text where that reads back as the same name.
text::Json written(const FieldValues& values, const Field& field) {
  text::Json value = load(values, field);
  if (value.is_array() && value.size() == 1 && kind(field) == Kind::names && !field.machine &&
      std::string_view(field.key) == "TARGET_COLUMN") {
    const auto name = value[0].get<std::string>();
    const bool plain =
        name.find_first_of(",[{") == std::string::npos && !text::same_word(name, "N/A");
    if (plain && text::trimmed(name) == name && !name.empty()) return name;
  }
  return value;
}

FieldValues field_values(const Hyperparams& hyperparams) {
  FieldValues values;
  static_cast<Hyperparams&>(values) = hyperparams;
  if (values.tbptt_history == 0)  // never resolved: as what it stands for, so that it reads back
    values.tbptt_history = hyperparams.history();
  return values;
}

text::Json resolved(const Hyperparams& hyperparams, bool with_machine) {
  const FieldValues values = field_values(hyperparams);
  text::Json object = text::Json::object();
  for (const Field* field : fields())
    if (!field->legacy && (with_machine || !field->machine))
      object[field->key] = written(values, *field);
  return object;
}

text::Json parsed_list(const std::vector<std::string>& texts) {
  text::Json list = text::Json::array();
  for (const std::string& text : texts) list.push_back(text::Json::parse(text));
  return list;
}

}  // namespace

std::string print_config(const Settings& settings) {
  text::Json axes = text::Json::object();
  for (const auto* lists : {&settings.axes, &settings.ranges})
    for (const auto& [key, list] : *lists) axes[key] = parsed_list(list);
  text::Json config = text::Json::object();
  config["runs"] = settings.runs;
  config["axes"] = axes;
  config["resolved"] = resolved(settings.values, true);
  std::string text = pretty(config);
  text.erase(text.size() - 2);  // "\n}": the notes stand one a line
  text += ",\n  \"notes\": [";
  for (std::size_t i = 0; i < settings.notes.size(); ++i)
    text += (i ? ",\n    " : "\n    ") + text::compact(text::Json(settings.notes[i]));
  return text + (settings.notes.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

std::string resolved_json(const Hyperparams& hyperparams) {
  return pretty(resolved(hyperparams, true)) + "\n";
}

std::string model_json(const Hyperparams& hyperparams) {
  return text::compact(resolved(hyperparams, false));
}

std::string resolved_with_origin(const Settings& settings) {
  text::Json object = resolved(settings.values, true);
  text::Json origin = text::Json::object();
  for (const Field* field : fields()) {
    const auto found = settings.origin.find(field->key);
    if (found != settings.origin.end()) origin[field->key] = found->second;
  }
  object[kOriginKey] = origin;
  return pretty(object) + "\n";
}

std::string sweep_json(const Settings& settings) {
  const text::Json given = text::Json::parse(settings.given);
  const FieldValues values = field_values(settings.values);
  text::Json object = text::Json::object();  // in the order of the table, however it was given
  for (const Field* field : fields()) {
    for (const std::string& name : field_names(*field))
      if (given.contains(name)) object[name] = given[name];
    if (field->machine && load(values, *field).is_array())
      object[field->key] = load(values, *field);
  }
  return pretty(object) + "\n";
}

std::string data_settings(const Hyperparams& hyperparams, bool splits) {
  const FieldValues values = field_values(hyperparams);
  text::Json object = text::Json::object();
  for (const FieldGroup& group : field_groups())
    for (const Field& field : group.fields)
      if (std::string_view(group.title) == "Data") object[field.key] = load(values, field);
  for (const char* key : {"LOOKBACK", "TARGET_OFFSET", "TBPTT_HISTORY", "TRAINING_METHOD", "SEED"})
    if (splits) object[key] = load(values, *find_field(key));
  return text::compact(object);
}

std::string default_json() {
  text::Json object = resolved(Hyperparams{}, true);
  for (const Field* field : fields())
    if (field->derived) object[field->key] = "";
  return pretty(object) + "\n";
}

}  // namespace lstmtrain::settings
