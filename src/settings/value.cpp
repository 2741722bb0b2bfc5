// Forms of a value. Numbers are parsed with std::from_chars: no locale, every digit counts.
#include "settings/value.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/nearest.hpp"
#include "base/text/json_limits.hpp"
#include "settings/list_value.hpp"

namespace lstmtrain::settings {
namespace {

constexpr double kLargestExactInteger = 9007199254740992.0;  // 2^53

template <class Number>
bool parse_whole(std::string_view text, Number& out) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, out);
  return !text.empty() && result.ec == std::errc() && result.ptr == end;
}

std::optional<double> to_number(const text::Json& value) {
  double number = 0;
  if (value.is_number()) {
    number = value.get<double>();
  } else if (!value.is_string() ||
             !parse_whole(text::trimmed(value.get_ref<const std::string&>()), number)) {
    return std::nullopt;
  }
  if (!std::isfinite(number)) return std::nullopt;
  return number;
}

// An exact integer: also "4.0" and 1e3, never 12.7.
std::optional<text::Json> to_integer(const text::Json& value) {
  if (value.is_number_unsigned()) return text::Json(value.get<std::uint64_t>());
  if (value.is_number_integer()) return text::Json(value.get<std::int64_t>());
  if (value.is_string()) {
    const std::string_view text = text::trimmed(value.get_ref<const std::string&>());
    std::uint64_t natural = 0;
    if (parse_whole(text, natural)) return text::Json(natural);
  }
  const std::optional<double> number = to_number(value);
  if (!number || *number != std::floor(*number) || std::fabs(*number) > kLargestExactInteger)
    return std::nullopt;
  return text::Json(static_cast<std::int64_t>(*number));
}

std::optional<bool> to_boolean(const text::Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value == 0 || value == 1) return value == 1;
  if (!value.is_string()) return std::nullopt;
  const std::string_view text = text::trimmed(value.get_ref<const std::string&>());
  for (const char* word : {"true", "1", "yes", "on"})
    if (text::same_word(text, word)) return true;
  for (const char* word : {"false", "0", "no", "off"})
    if (text::same_word(text, word)) return false;
  return std::nullopt;
}

bool zero_word(const Field& field, const text::Json& value) {
  return *field.zero && value.is_string() &&
         text::same_word(text::trimmed(value.get_ref<const std::string&>()), field.zero);
}

std::optional<text::Json> read_number(const Field& field, const text::Json& value) {
  if (zero_word(field, value)) return text::Json(0);
  if (kind(field) == Kind::number) {
    const std::optional<double> number = to_number(value);
    if (!number || !field.range.contains(*number)) return std::nullopt;
    return text::number_json(*number);
  }
  std::optional<text::Json> integer = to_integer(value);
  if (!integer || !field.range.contains(integer->get<double>())) return std::nullopt;
  const bool fits = integer->get<double>() <= std::numeric_limits<int>::max();
  if (kind(field) == Kind::integer && !fits) return std::nullopt;
  return integer;
}

std::optional<text::Json> read_text(const text::Json& value) {
  if (!value.is_string()) return std::nullopt;
  return text::Json(std::string(text::trimmed(value.get_ref<const std::string&>())));
}

std::optional<text::Json> read_choice(const Field& field, const text::Json& value) {
  if (!value.is_string()) return std::nullopt;
  const std::string_view text = text::trimmed(value.get_ref<const std::string&>());
  for (const std::string& word : words(field))
    if (text::same_word(text, word)) return text::Json(word);
  for (const auto& [word, choice] : field.spellings)
    if (text::same_word(text, word)) return text::Json(choice);
  return std::nullopt;
}

// The one value in `value`; empty when type, range or choice is wrong.
std::optional<text::Json> read_scalar(const Field& field, const text::Json& value) {
  switch (kind(field)) {
    case Kind::boolean: {
      const std::optional<bool> flag = to_boolean(value);
      return flag ? std::optional<text::Json>(*flag) : std::nullopt;
    }
    case Kind::text:
      return read_text(value);
    case Kind::choice:
      return read_choice(field, value);
    default:
      return read_number(field, value);
  }
}

std::string choice_hint(const Field& field, const text::Json& value) {
  if (kind(field) != Kind::choice || !value.is_string()) return "";
  std::vector<std::string> known = words(field);
  for (const auto& spelling : field.spellings) known.emplace_back(spelling.first);
  const std::string near = nearest_name(value.get<std::string>(), known);
  return near.empty() ? "" : "did you mean \"" + near + "\"?";
}

void note_spelling(const Field& field, const text::Json& value, const text::Json& read,
                   std::vector<std::string>& notes) {
  if (kind(field) != Kind::choice) return;
  const std::string text(text::trimmed(value.get_ref<const std::string&>()));
  if (text != read.get<std::string>())
    notes.push_back(std::string(field.key) + " \"" + text + "\" is read as " + read.dump() + ".");
}

// The refused word among the values, with the reason; false when there is none.
bool refuse(const Field& field, const text::Json& value, const std::string& where,
            text::Faults& faults) {
  if (!value.is_string()) return false;
  for (const auto& [word, why] : field.refused) {
    if (!text::same_word(text::trimmed(value.get_ref<const std::string&>()), word)) continue;
    faults.add_line(where + ": " + field.key + " \"" + word + "\" is refused: " + why + ".");
    return true;
  }
  return false;
}

std::optional<Reading> read_axis(const Field& field, const std::vector<text::Json>& written,
                                 const std::string& where, text::Faults& faults,
                                 std::vector<std::string>& notes) {
  Reading reading;
  for (const text::Json& value : written) {
    const std::optional<text::Json> read = read_scalar(field, value);
    if (!read) {
      if (!refuse(field, value, where, faults))
        faults.add(where, "the value is not usable", text::shown(value), expected(field),
                   choice_hint(field, value));
      continue;
    }
    note_spelling(field, value, *read, notes);
    bool is_new = true;
    for (const text::Json& known : reading.values) is_new = is_new && known != *read;
    if (is_new) {
      reading.values.push_back(*read);
    } else {
      notes.push_back(std::string(field.key) + " lists " + text::shown(*read) +
                      " twice: counted once.");
    }
  }
  if (reading.values.empty()) return std::nullopt;
  if (reading.values.size() > 1 && field.single) {
    faults.add(where, std::string(field.key) + " cannot be an axis of a grid",
               std::to_string(reading.values.size()) + " values", "one value");
    return std::nullopt;
  }
  return reading;
}

std::optional<Reading> read_range(const Field& field, const std::string& text,
                                  const std::string& where, text::Faults& faults) {
  const std::string got = text::shown(text::Json(text));
  const bool ranged = kind(field) == Kind::integer || kind(field) == Kind::number;
  if (!ranged || field.single) {
    faults.add(where, std::string(field.key) + " cannot be a search range", got, expected(field));
    return std::nullopt;
  }
  const std::vector<std::string> ends = text::split(text.substr(1, text.size() - 2), ',');
  std::optional<text::Json> low, high;
  if (ends.size() == 2 && text.ends_with(']')) {
    low = read_scalar(field, ends[0]);
    high = read_scalar(field, ends[1]);
  }
  if (!low || !high || low->get<double>() > high->get<double>()) {
    faults.add(where, std::string(field.key) + " is not a search range", got,
               "\"[low,high]\", each " + expected(field));
    return std::nullopt;
  }
  if (field.log_search && low->get<double>() <= 0) {
    faults.add(where, std::string(field.key) + " is searched log-uniform", got, "a low end > 0");
    return std::nullopt;
  }
  return Reading{{*low, *high}, true};
}

int place(const ChoiceMember& member, const std::string& word) {
  const std::vector<const char*> words = member.words();
  return static_cast<int>(std::find(words.begin(), words.end(), word) - words.begin());
}

// "" for a number that is none of the enum.
std::string word(const ChoiceMember& member, const FieldValues& values) {
  return member.known(values) ? member.words()[static_cast<std::size_t>(member.get(values))] : "";
}

}  // namespace

Kind kind(const Field& field) {
  constexpr Kind kinds[] = {Kind::integer, Kind::number,  Kind::boolean, Kind::seed,  Kind::text,
                            Kind::names,   Kind::numbers, Kind::sizes,   Kind::choice};
  return kinds[field.member.index()];
}

std::vector<std::string> words(const Field& field) {
  if (kind(field) != Kind::choice) return {};
  const std::vector<const char*> all = std::get<ChoiceMember>(field.member).words();
  return {all.begin(), all.end()};
}

std::string expected(const Field& field) {
  const std::string range = field.range.text().empty() ? "" : " " + field.range.text();
  switch (kind(field)) {
    case Kind::integer:
    case Kind::seed:
      return "an integer" + range;
    case Kind::number:
      return "a number" + range;
    case Kind::boolean:
      return "true or false";
    case Kind::names:
      return "a list of texts";
    case Kind::numbers:
      return "a list of numbers";
    case Kind::sizes:
      return "layer sizes such as \"64,32\", each an integer" + range;
    case Kind::text:
      return "a text";
    case Kind::choice:
      break;
  }
  std::vector<std::string> quoted;
  for (const std::string& word : words(field)) quoted.push_back("\"" + word + "\"");
  return "one of " + text::joined(quoted);
}

// How many values are written, at most: commas inside of a text count, too.
std::size_t count_values(const text::Json& written) {
  if (!written.is_string()) return written.size();
  const std::string& text = written.get_ref<const std::string&>();
  return 1 + static_cast<std::size_t>(std::count_if(text.begin(), text.end(),
                                                    [](char c) { return c == ',' || c == ';'; }));
}

std::optional<Reading> read_value(const Field& field, const text::Json& written,
                                  const std::string& where, text::Faults& faults,
                                  std::vector<std::string>& notes) {
  if (const std::size_t count = count_values(written); count > text::kMaxValues) {
    faults.add(where, std::string(field.key) + " lists too many values", std::to_string(count),
               "at most " + std::to_string(text::kMaxValues));
    return std::nullopt;
  }
  if (kind(field) == Kind::sizes) return read_sizes(field, written, where, faults, notes);
  if (kind(field) == Kind::names) return read_names(field, written, where, faults);
  if (kind(field) == Kind::numbers) return read_numbers(field, written, where, faults);
  const bool free_text = kind(field) == Kind::text;
  if (written.is_array() && !written.empty() && !free_text)
    return read_axis(field, {written.begin(), written.end()}, where, faults, notes);
  if (!written.is_string() || free_text) return read_axis(field, {written}, where, faults, notes);
  const std::string text(text::trimmed(written.get_ref<const std::string&>()));
  if (text.starts_with('[')) return read_range(field, text, where, faults);
  std::vector<text::Json> pieces;
  for (const std::string& piece : text::split(text, ',')) pieces.emplace_back(piece);
  return read_axis(field, pieces, where, faults, notes);
}

void store(FieldValues& values, const Field& field, const text::Json& value) {
  std::visit(
      [&]<class Kept>(const Kept& member) {
        if constexpr (std::is_same_v<Kept, ChoiceMember>) {
          member.set(values, place(member, value.get<std::string>()));
        } else {
          values.*member = value.get<std::decay_t<decltype(values.*member)>>();
        }
      },
      field.member);
}

text::Json load(const FieldValues& values, const Field& field) {
  if (kind(field) == Kind::number)
    return text::number_json(values.*std::get<double FieldValues::*>(field.member));
  return std::visit(
      [&]<class Kept>(const Kept& member) {
        if constexpr (std::is_same_v<Kept, ChoiceMember>) {
          return text::Json(word(member, values));
        } else {
          return text::Json(values.*member);
        }
      },
      field.member);
}

}  // namespace lstmtrain::settings
