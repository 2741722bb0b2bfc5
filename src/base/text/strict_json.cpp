// nlohmann keeps the last of two equal keys; the callback sees them both.
#include "base/text/strict_json.hpp"

#include <set>
#include <vector>

#include "base/text/json_limits.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::text {

nlohmann::json parse_strict_json(std::string_view text, const std::string& where) {
  using Event = nlohmann::json::parse_event_t;
  std::vector<std::set<std::string>> objects;  // keys of the objects that are open
  const auto check = [&](int depth, Event event, nlohmann::json& parsed) {
    if (too_deep(depth, event)) {
      throw Error(ErrorCode::data, where + ": JSON nested too deeply, expected at most " +
                                       std::to_string(kMaxJsonDepth) + " levels.");
    }
    if (event == Event::object_start) objects.emplace_back();
    if (event == Event::object_end) objects.pop_back();
    if (event == Event::key && !objects.back().insert(parsed.get<std::string>()).second) {
      throw Error(ErrorCode::data, where + ": key " + shortened(parsed.dump()) +
                                       " stands twice in an object, expected it once.");
    }
    return true;
  };
  try {
    return nlohmann::json::parse(text.begin(), text.end(), check);
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::data, where + ": is not valid JSON, got \"" + shortened(error.what()) +
                                     "\", expected RFC 8259.");
  }
}

nlohmann::json parse_strict_object(std::string_view text, const std::string& where) {
  nlohmann::json value = parse_strict_json(text, where);
  if (!value.is_object())
    throw Error(ErrorCode::data, where + ": is no object, got " + std::string(value.type_name()) +
                                     ", expected {...}. Hint: the file is damaged or was edited.");
  return value;
}

}  // namespace lstmtrain::text
