// JSON for hyperparameters: the one type that is used, the wording of faults, numbers as short text
// that reads back to the same bits.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/text/words.hpp"

namespace lstmtrain::text {

using Json = nlohmann::ordered_json;

// `schema` of all JSON that is written for other programs: results.json, what --json prints, the
// data of a report. Members are added, and never change their meaning under the same number.
inline constexpr int kSchema = 1;

// The faults of a file, a line each: "where: what, got X, expected Y. Hint: do Z".
class Faults {
 public:
  void add(const std::string& where, const std::string& what, const std::string& got,
           const std::string& expected, const std::string& hint = "");
  void add_line(const std::string& line);  // once each
  const std::vector<std::string>& lines() const { return lines_; }
  // Throws them all as one Error(config); returns when there is none.
  void throw_all() const;

 private:
  std::vector<std::string> lines_;
  std::size_t unsaid_ = 0;  // above the number that is said one by one
};

// `value` as it is shown in a message: JSON text of at most 60 characters.
std::string shown(const Json& value);

// JSON, and so every file that is written, takes no other text.
bool is_utf8(std::string_view text);

// Compact JSON text; bytes that are not UTF-8 are replaced.
std::string compact(const Json& value);

// A member's address in a JSON pointer: "/A~1B" for the key "A/B".
std::string pointer(const std::string& parent, const std::string& key);

// Integers without a fraction, others with the digits that read back to the same double.
Json number_json(double value);

// Without blanks at either end.
std::string_view trimmed(std::string_view text);

// Equal but for the case of ASCII letters.
bool same_word(std::string_view a, std::string_view b);

// The pieces of `text` between separators, trimmed; one empty piece for an empty text.
std::vector<std::string> split(std::string_view text, char separator);

}  // namespace lstmtrain::text
