// JSON Schema draft-07 of hyperparams.json, from the table of fields.
#include <cmath>

#include "settings/settings.hpp"
#include "settings/value.hpp"

namespace lstmtrain::settings {
namespace {

constexpr const char* kId = "https://lstmtrain.invalid/schema/hyperparams.json";

// A text that is read as a number, a list or a search range; also "" and "N/A".
text::Json number_text() { return {{"type", "string"}}; }

text::Json bounded(const Field& field, const char* type) {
  text::Json out = {{"type", type}};
  const Range& range = field.range;
  if (std::isfinite(range.low))
    out[range.low_open ? "exclusiveMinimum" : "minimum"] = text::number_json(range.low);
  if (std::isfinite(range.high))
    out[range.high_open ? "exclusiveMaximum" : "maximum"] = text::number_json(range.high);
  return out;
}

text::Json any_of(std::vector<text::Json> forms) {
  text::Json list = text::Json::array();
  for (text::Json& form : forms) list.push_back(std::move(form));
  return {{"anyOf", list}};
}

text::Json list_of(const text::Json& item, int least) {
  return {{"type", "array"}, {"items", item}, {"minItems", least}};
}

text::Json choices(const Field& field) {
  text::Json accepted = words(field);
  for (const auto& spelling : field.spellings) accepted.push_back(spelling.first);
  if (std::string_view(field.key) == "MODEL_TYPE") accepted.push_back("LSTM_LN");
  accepted.push_back("");
  accepted.push_back("N/A");
  const text::Json word = {{"enum", accepted}};
  const text::Json grid = {{"type", "string"}, {"pattern", ","}};
  return any_of({word, grid, list_of(word, 1)});
}

text::Json numbers(const Field& field, const char* type) {
  const text::Json number = bounded(field, type);
  if (field.single) return any_of({number, number_text()});
  return any_of({number, number_text(), list_of(any_of({number, number_text()}), 1)});
}

text::Json forms(const Field& field) {
  const text::Json text = {{"type", "string"}};
  switch (kind(field)) {
    case Kind::integer:
    case Kind::seed:
      return numbers(field, "integer");
    case Kind::number:
      return numbers(field, "number");
    case Kind::boolean:
      return any_of({{{"type", "boolean"}}, {{"type", "integer"}, {"enum", {0, 1}}}, text});
    case Kind::names:
      if (field.separator == ';') return any_of({text, list_of(text, 0), {{"type", "object"}}});
      return any_of({text, list_of(text, 0)});
    case Kind::numbers:
      return any_of({{{"type", "number"}}, text, list_of(any_of({{{"type", "number"}}, text}), 0)});
    case Kind::sizes: {
      const text::Json size = any_of({bounded(field, "integer"), text});
      return any_of(
          {bounded(field, "integer"), text, list_of(size, 1), list_of(list_of(size, 1), 1)});
    }
    case Kind::choice:
      return choices(field);
    case Kind::text:
      break;
  }
  return text;
}

text::Json property(const Field& field) {
  text::Json out = {{"title", field.key}};
  std::string description = field.help;
  if (*field.unit) description += " Unit: " + std::string(field.unit) + ".";
  if (field.acts) description += " Acts with " + std::string(field.acts->text) + ".";
  out["description"] = description;
  if (!field.derived && !field.legacy) out["default"] = load(FieldValues{}, field);
  out.update(forms(field));
  const text::Json object = {{"type", "object"}};
  if (*field.by_column) out["anyOf"].push_back(object);
  return out;
}

std::string pattern_of(const std::string& name) { return "^" + name.substr(0, name.size() - 1); }

}  // namespace

std::string print_schema() {
  text::Json properties = text::Json::object();
  for (const Field* field : fields())
    for (const std::string& name : field_names(*field)) properties[name] = property(*field);
  text::Json patterns = {{"^_", text::Json::object()}};
  for (const IgnoredKey& ignored : ignored_keys()) {
    const std::string name = ignored.name;
    const bool prefix = name.back() == '*';
    (prefix ? patterns[pattern_of(name)]
            : properties[name]) = {{"description", "Accepted, and does nothing here."}};
  }
  text::Json schema = text::Json::object();
  schema["$schema"] = "http://json-schema.org/draft-07/schema#";
  schema["$id"] = kId;
  schema["title"] = "lstmtrain hyperparameters";
  schema["type"] = "object";
  schema["properties"] = properties;
  schema["patternProperties"] = patterns;
  schema["additionalProperties"] = false;
  return schema.dump(2) + "\n";
}

}  // namespace lstmtrain::settings
