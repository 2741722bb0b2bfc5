// Step 2 of reading hyperparams.json: one written value -> values of the field's type, in every
// form that is accepted (number or text, list, grid axis, search range), checked against type,
// range and choices; and the way back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/text/json_text.hpp"
#include "settings/table/fields.hpp"

namespace lstmtrain::settings {

enum class Kind { integer, number, boolean, seed, text, names, numbers, sizes, choice };

// From the type of the field's member.
Kind kind(const Field& field);

// One value; or several, the axis of a grid; or {low, high}, a search range.
struct Reading {
  std::vector<text::Json> values;
  bool range = false;
};

// `written` read as `field`. A fault is added, with `where`, for whatever is wrong with it; then
// the result is empty.
std::optional<Reading> read_value(const Field& field, const text::Json& written,
                                  const std::string& where, text::Faults& faults,
                                  std::vector<std::string>& notes);

// Sets the member of `field` from a value that read_value made.
void store(FieldValues& values, const Field& field, const text::Json& value);

// The member of `field` as a value that reads back the same.
text::Json load(const FieldValues& values, const Field& field);

// The words of a choice; empty for other kinds.
std::vector<std::string> words(const Field& field);

// What is allowed: "an integer >= 1", "one of \"shares\", \"file\"".
std::string expected(const Field& field);

}  // namespace lstmtrain::settings
