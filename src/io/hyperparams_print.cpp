// Writers of settings: resolved sets, --print-config, default.json.
#include "io/hyperparams_json.hpp"
#include "io/hyperparams_source.hpp"
#include "io/hyperparams_value.hpp"

namespace lstmtrain::io {
namespace {

// An object with one key a line; the values of an inner object one deeper.
std::string pretty(const Json& object, std::size_t indent = 0) {
  const std::string blanks(indent + 2, ' ');
  std::string out = "{";
  for (const auto& [key, value] : object.items()) {
    out += (out.size() > 1 ? ",\n" : "\n") + blanks + compact(Json(key)) + ": ";
    out += value.is_object() ? pretty(value, indent + 2) : compact(value);
  }
  return object.empty() ? "{}" : out + "\n" + std::string(indent, ' ') + "}";
}

// One target is written as text where that reads back as the same name.
Json written(const FieldValues& values, const Field& field) {
  Json value = load(values, field);
  if (value.is_array() && value.size() == 1 && field.member.index() == 5 && !field.machine &&
      std::string_view(field.key) == "TARGET_COLUMN") {
    const auto name = value[0].get<std::string>();
    const bool plain = name.find_first_of(",[{") == std::string::npos && !same_word(name, "N/A");
    if (plain && trimmed(name) == name && !name.empty()) return name;
  }
  return value;
}

FieldValues field_values(const Hyperparams& hyperparams) {
  FieldValues values;
  static_cast<Hyperparams&>(values) = hyperparams;
  return values;
}

Json resolved(const Hyperparams& hyperparams, bool with_machine) {
  const FieldValues values = field_values(hyperparams);
  Json object = Json::object();
  for (const Field* field : fields())
    if (!field->legacy && (with_machine || !field->machine))
      object[field->key] = written(values, *field);
  return object;
}

Json parsed_list(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(Json::parse(text));
  return list;
}

}  // namespace

std::string print_config(const Settings& settings) {
  Json axes = Json::object();
  for (const auto* lists : {&settings.axes, &settings.ranges})
    for (const auto& [key, list] : *lists) axes[key] = parsed_list(list);
  Json config = Json::object();
  config["runs"] = settings.runs;
  config["axes"] = axes;
  config["resolved"] = resolved(settings.values, true);
  std::string text = pretty(config);
  text.erase(text.size() - 2);  // "\n}": the notes stand one a line
  text += ",\n  \"notes\": [";
  for (std::size_t i = 0; i < settings.notes.size(); ++i)
    text += (i ? ",\n    " : "\n    ") + compact(Json(settings.notes[i]));
  return text + (settings.notes.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

std::string resolved_json(const Hyperparams& hyperparams) {
  return pretty(resolved(hyperparams, true)) + "\n";
}

std::string model_json(const Hyperparams& hyperparams) {
  return compact(resolved(hyperparams, false));
}

std::string resolved_with_origin(const Settings& settings) {
  Json object = resolved(settings.values, true);
  Json origin = Json::object();
  for (const Field* field : fields()) {
    const auto found = settings.origin.find(field->key);
    if (found != settings.origin.end()) origin[field->key] = found->second;
  }
  object[kOriginKey] = origin;
  return pretty(object) + "\n";
}

std::string sweep_json(const Settings& settings) {
  Json object = Json::parse(settings.given);
  const FieldValues values = field_values(settings.values);
  for (const Field* field : fields())
    if (field->machine && load(values, *field).is_array())
      object[field->key] = load(values, *field);
  return pretty(object) + "\n";
}

std::string data_settings(const Hyperparams& hyperparams, bool splits) {
  const FieldValues values = field_values(hyperparams);
  Json object = Json::object();
  for (const FieldGroup& group : field_groups())
    for (const Field& field : group.fields)
      if (std::string_view(group.title) == "Data") object[field.key] = load(values, field);
  for (const char* key : {"LOOKBACK", "TARGET_OFFSET", "TBPTT_HISTORY", "TRAINING_METHOD", "SEED"})
    if (splits) object[key] = load(values, *find_field(key));
  return compact(object);
}

std::string default_json() {
  Json object = resolved(Hyperparams{}, true);
  for (const Field* field : fields())
    if (field->derived) object[field->key] = "";
  return pretty(object) + "\n";
}

}  // namespace lstmtrain::io
