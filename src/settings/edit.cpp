#include "settings/edit.hpp"

#include "base/text/json_text.hpp"
#include "base/text/strict_json.hpp"
#include "settings/table/fields.hpp"

namespace lstmtrain::settings {
namespace {

// What says the same as `key` in other words.
std::vector<std::string> names_of(const std::string& key) {
  const Field* field = find_field(key);
  std::vector<std::string> names = field ? field_names(*field) : std::vector<std::string>{key};
  if (key == "RNN_LAYER_SIZES") names.insert(names.end(), {"LAYERS", "HIDDEN_UNITS"});
  return names;
}

}  // namespace

std::string with_settings(const std::string& text, const std::string& name,
                          const std::vector<std::pair<std::string, std::string>>& settings) {
  text::Json object = text::Json::object();
  if (!text.empty()) {
    text::parse_strict_object(text, name);  // refuses what is no object of ours
    object = text::Json::parse(text);       // and this keeps the order of its keys
  }
  for (const auto& [key, value] : settings) {
    for (const std::string& other : names_of(key))
      if (other != key) object.erase(other);
    object[key] = text::Json::parse(value);
  }
  return object.dump(2) + "\n";
}

}  // namespace lstmtrain::settings
