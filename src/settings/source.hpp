// Step 1 of reading hyperparams.json: text and command line -> entries, in the order in which they
// were written. Comments (`//` and keys that begin with '_') are gone, keys that stand twice are
// faults.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/text/json_text.hpp"
#include "settings/settings.hpp"
#include "settings/table/fields.hpp"

namespace lstmtrain::settings {

// The key under which resolved.json says where values came from; a comment like all '_' keys.
inline constexpr const char* kOriginKey = "_origin";

struct Entry {
  std::string key;  // as written
  text::Json value;
  std::string where;   // "hp.json:/LOOKBACK" or "--set LOOKBACK"
  std::string origin;  // "hp.json" or "--set"
  Level level = Level::file;
};

struct Source {
  std::vector<Entry> entries;       // of known keys, absent ones ("", "N/A", null) are left out
  std::set<std::string> defaulted;  // keys that a resolved.json marks as defaults
};

// The file at `path`. Throws not_found, io, and config when it is a folder or too long.
SettingsFile read_settings_file(const std::string& path);

// Its text. Throws config: malformed JSON with line and column, or no object. A key that stands
// twice is a fault.
text::Json parse_object(const SettingsFile& file, text::Faults& faults);

// Throws config as parse_object() does.
Source read_source(const std::optional<SettingsFile>& file, const std::vector<Override>& overrides,
                   text::Faults& faults, std::vector<std::string>& notes);

}  // namespace lstmtrain::settings
