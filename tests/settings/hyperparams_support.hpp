// Short calls for the tests of hyperparams.json.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lstmtrain/error.hpp"
#include "settings/settings.hpp"
#include "support/catch.hpp"

namespace lstmtrain::test {

inline settings::Settings read(const std::string& text, const std::vector<std::string>& sets = {},
                               bool lenient = false) {
  std::vector<settings::Override> overrides;
  for (const std::string& set : sets) overrides.push_back(settings::parse_override(set, "--set"));
  return settings::read_settings(settings::SettingsFile{"hp.json", text}, overrides, lenient);
}

// The message of the config Error that reading `text` throws; fails the test when there is none.
inline std::string fault(const std::string& text, const std::vector<std::string>& sets = {}) {
  try {
    read(text, sets);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::config);
    return error.what();
  }
  FAIL("no fault in " << text);
  return "";
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Is there a note with `part` in it?
inline bool noted(const settings::Settings& settings, const std::string& part) {
  for (const std::string& note : settings.notes)
    if (contains(note, part)) return true;
  return false;
}

inline std::size_t lines(const std::string& text) {
  std::size_t count = 1;
  for (const char c : text) count += c == '\n' ? 1 : 0;
  return count;
}

// Every setting as text: equal for equal Hyperparams.
inline std::string all(const Hyperparams& values) { return settings::resolved_json(values); }

}  // namespace lstmtrain::test
