#include "files/format_version.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text/json_field.hpp"
#include "base/text/json_limits.hpp"
#include "base/text/strict_json.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::files {
namespace {

constexpr const char* kUpdate = "Hint: the file is from a newer lstmtrain; update this one.";

constexpr const char* kDamaged = "the file is damaged or was edited.";

// Whole numbers from 1 on, as we write them: what a later lstmtrain may have written.
bool is_version(const std::string& text) {
  return !text.empty() && text[0] != '0' &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

[[noreturn]] void fail(const std::string& where, const std::string& message) {
  throw Error(ErrorCode::data, where + ": " + message);
}

const std::string& text_of(const Metadata& metadata, const char* key, const std::string& where) {
  const auto found = metadata.find(key);
  if (found == metadata.end())
    fail(where, "metadata \"" + std::string(key) + "\" is missing. Hint: " + kDamaged);
  return found->second;
}

}  // namespace

void put_format_version(Metadata& metadata, const std::vector<std::string>& required) {
  metadata["format_version"] = required.empty() ? "1" : "2";
  if (!required.empty()) metadata["requires"] = nlohmann::json(required).dump();
}

std::vector<std::string> required_by(const Metadata& metadata, const std::string& where,
                                     std::span<const std::string_view> known) {
  const std::string& version = text_of(metadata, "format_version", where);
  if (version == "1") return {};
  if (version != std::to_string(kNewestFormatVersion))
    fail(where, "format_version, got " + text::shortened(nlohmann::json(version).dump()) +
                    ", expected \"1\" or \"2\". " +
                    (is_version(version) ? kUpdate
                                         : std::string("Hint: that is no version; ") + kDamaged));
  const std::string place = where + ": metadata \"requires\"";
  const nlohmann::json list = text::parse_strict_json(text_of(metadata, "requires", where), place);
  std::vector<std::string> names;
  for (const text::JsonField& element : text::JsonField{list, place}.elements())
    names.push_back(element.text());
  for (const std::string& name : names)
    if (std::find(known.begin(), known.end(), name) == known.end())
      fail(where, "requires " + text::shortened(nlohmann::json(name).dump()) +
                      ", which is unknown here, expected what this lstmtrain knows. " + kUpdate);
  return names;
}

}  // namespace lstmtrain::files
