// Parsing with nlohmann's callback parser: it accepts `//` comments, and the callback sees each key
// before a later one of the same name replaces it.
#include "settings/source.hpp"

#include <filesystem>
#include <fstream>

#include "base/path_status.hpp"
#include "base/text/json_limits.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::settings {
namespace {

// "line:column" of the byte at `at` (1-based, as nlohmann counts).
std::string place(const std::string& text, std::size_t at) {
  std::size_t line = 1, column = 1;
  for (std::size_t i = 0; i + 1 < at && i < text.size(); ++i) {
    const bool newline = text[i] == '\n';
    line += newline ? 1 : 0;
    column = newline ? 1 : column + 1;
  }
  return std::to_string(line) + ":" + std::to_string(column);
}

// What nlohmann says, without its number and its own idea of the place.
std::string parser_words(const std::string& what) {
  const std::size_t at = what.find(": ");
  const bool placed = at != std::string::npos && what.find("parse error") != std::string::npos;
  std::string words = placed ? what.substr(at + 2) : what.substr(what.find("] ") + 2);
  for (char& c : words)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return words;
}

// Follows the parser: nesting and keys have limits, and keys that stand twice are reported.
class Watch {
 public:
  Watch(std::string name, text::Faults& faults) : name_(std::move(name)), faults_(faults) {}

  bool operator()(int depth, text::Json::parse_event_t event, text::Json& parsed) {
    using Event = text::Json::parse_event_t;
    if (text::too_deep(depth, event)) refuse("nested too deeply", text::kMaxJsonDepth, "levels");
    if (event == Event::object_start) open_.push_back({{}, ""});
    if (event == Event::object_end) open_.pop_back();
    if (event == Event::key) {
      const auto key = parsed.get<std::string>();
      const bool is_new = open_.back().keys.insert(key).second;
      open_.back().last = key;
      if (open_.back().keys.size() > text::kMaxJsonKeys)
        refuse("an object with too many keys", text::kMaxJsonKeys, "keys");
      if (!is_new && !comment()) report();
    }
    return true;
  }

 private:
  struct Object {
    std::set<std::string> keys;
    std::string last;
  };
  [[noreturn]] void refuse(const char* what, std::size_t most, const char* of) const {
    throw Error(ErrorCode::config, name_ + ": " + what + ", expected at most " +
                                       std::to_string(most) + " " + of +
                                       ". Hint: is it a file of hyperparameters?");
  }
  bool comment() const { return open_.front().last.starts_with('_'); }
  void report() {
    std::string path = name_ + ":";
    for (const Object& object : open_) path = text::pointer(path, object.last);
    faults_.add(path, "the key stands twice", "", "once", "delete one of the two");
  }

  std::string name_;
  text::Faults& faults_;
  std::vector<Object> open_;
};

text::Json parse(const SettingsFile& file, text::Faults& faults) {
  Watch watch(file.name, faults);
  try {
    return text::Json::parse(file.text, std::ref(watch), true, true);
  } catch (const text::Json::parse_error& error) {
    throw Error(ErrorCode::config,
                file.name + ":" + place(file.text, error.byte) +
                    ": malformed JSON: " + text::shortened(parser_words(error.what())) + ".");
  } catch (
      const text::Json::exception& error) {  // a number that no double holds, quoted at the end
    const std::string words = parser_words(error.what());
    const std::size_t quote = words.find('\'');
    const std::size_t at = quote == std::string::npos
                               ? std::string::npos
                               : file.text.find(words.substr(quote + 1, words.size() - quote - 2));
    const std::string where = at == std::string::npos ? "" : ":" + place(file.text, at + 1);
    throw Error(ErrorCode::config,
                file.name + where + ": malformed JSON: " + text::shortened(words) + ".");
  }
}

bool absent(const text::Json& value) {
  if (value.is_null()) return true;
  if (!value.is_string()) return false;
  const std::string_view text = text::trimmed(value.get_ref<const std::string&>());
  return text.empty() || text::same_word(text, "N/A");
}

// A name that is misspelt is a fault whatever its value.
bool known(const std::string& key) {
  return find_field(key) != nullptr || find_ignored(key) != nullptr;
}

void read_file(const SettingsFile& file, Source& source, text::Faults& faults) {
  const text::Json root = parse_object(file, faults);
  for (const auto& [key, value] : root.items()) {
    if (key == kOriginKey && value.is_object()) {
      for (const auto& [name, origin] : value.items())
        if (origin == "default") source.defaulted.insert(name);
    }
    if (key.starts_with('_') || (absent(value) && known(key))) continue;
    source.entries.push_back(
        {key, value, text::pointer(file.name + ":", key), file.name, Level::file});
  }
}

}  // namespace

SettingsFile read_settings_file(const std::string& path) {
  const auto status = path_status(path);
  if (!std::filesystem::exists(status))
    throw Error(ErrorCode::not_found, path + ": there is no such file.");
  if (std::filesystem::is_directory(status))
    throw Error(ErrorCode::config, path + ": this is a folder, expected a file of settings.");
  std::ifstream in(path, std::ios::binary);
  std::string text(text::kMaxSettings + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in.is_open() || in.bad()) throw Error(ErrorCode::io, path + ": the file cannot be read.");
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > text::kMaxSettings)
    throw Error(ErrorCode::config, path + ": the file is too long, expected at most " +
                                       std::to_string(text::kMaxSettings) +
                                       " bytes. Hint: is it a file of hyperparameters?");
  return {path, std::move(text)};
}

text::Json parse_object(const SettingsFile& file, text::Faults& faults) {
  text::Json root = parse(file, faults);
  if (!root.is_object())
    throw Error(ErrorCode::config, file.name + ": not a set of keys, got " + text::shown(root) +
                                       ", expected a JSON object {\"KEY\": value, ...}.");
  return root;
}

Source read_source(const std::optional<SettingsFile>& file, const std::vector<Override>& overrides,
                   text::Faults& faults, std::vector<std::string>& notes) {
  Source source;
  if (file) read_file(*file, source, faults);
  for (const Override& set : overrides) {
    const std::string where =
        set.origin == "--set" || set.origin.empty() ? "--set " + set.key : set.origin;
    if (!text::is_utf8(set.key) || !text::is_utf8(set.value)) {
      faults.add(where, "the text is not UTF-8", "", "UTF-8");
    } else if (absent(set.value) && known(set.key)) {
      notes.push_back(where + " is empty and changes nothing.");
    } else {
      source.entries.push_back({set.key, set.value, where, set.origin, Level::command_line});
    }
  }
  return source;
}

}  // namespace lstmtrain::settings
