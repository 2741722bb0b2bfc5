// JSON as we accept it: RFC 8259, valid UTF-8, no key twice in an object, nothing after the value,
// nested no deeper than json_limits.hpp says.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace lstmtrain::text {

// `where` begins every message. Throws data.
nlohmann::json parse_strict_json(std::string_view text, const std::string& where);
// The same of a text that must be an object.
nlohmann::json parse_strict_object(std::string_view text, const std::string& where);

}  // namespace lstmtrain::text
