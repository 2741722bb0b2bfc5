#include "io/hyperparams_edit.hpp"

#include <filesystem>

#include "base/fields.hpp"
#include "io/atomic_file.hpp"
#include "io/json_text.hpp"
#include "io/strict_json.hpp"

namespace lstmtrain::io {
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
  Json object = Json::object();
  if (!text.empty()) {
    parse_strict_json(text, name);  // refuses what is no object of ours
    object = Json::parse(text);     // and this keeps the order of its keys
  }
  for (const auto& [key, value] : settings) {
    for (const std::string& other : names_of(key))
      if (other != key) object.erase(other);
    object[key] = Json::parse(value);
  }
  return object.dump(2) + "\n";
}

void apply_settings(const std::string& path, const std::string& base,
                    const std::vector<std::pair<std::string, std::string>>& settings) {
  const std::string from = std::filesystem::exists(path) ? path : base;
  write_file_atomically(path,
                        with_settings(from.empty() ? "" : read_text_file(from), from, settings));
}

}  // namespace lstmtrain::io
