#include "data/column_alias.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "base/plain_text.hpp"
#include "base/text/json_text.hpp"
#include "base/text/words.hpp"

namespace lstmtrain {
namespace {

constexpr auto kTemperature = std::to_array<std::string_view>(
    {"temp", "temperature", "tempc", "temperaturec", "tempdegc", "temperaturedegc", "batterytemp",
     "batterytemperature", "batterytempdegc", "celltemp", "celltemperature", "celltempdegc"});
constexpr auto kCurrent = std::to_array<std::string_view>({"current", "currenta"});
constexpr auto kVoltage = std::to_array<std::string_view>({"voltage", "voltagev"});
constexpr std::span<const std::string_view> kQuantities[] = {kTemperature, kCurrent, kVoltage};

constexpr auto kUnits = std::to_array<std::string_view>(
    {"a",  "ma",      "v",   "mv", "c",   "degc", "k",   "w",    "kw",
     "mw", "wh",      "kwh", "ah", "mah", "as",   "ohm", "mohm", "degf",
     "f",  "percent", "pct", "hz", "bar", "pa",   "kpa", "rpm",  "nm"});

// A letter that is a quantity where its unit stands behind it: "I [A]", "U/V", "Ecell/V".
struct Letter {
  std::string_view letter, quantity;
  std::array<std::string_view, 2> units;
};
constexpr Letter kLetters[] = {
    {"i", "current", {"a", "ma"}},     {"u", "voltage", {"v", "mv"}},
    {"v", "voltage", {"v", "mv"}},     {"e", "voltage", {"v", "mv"}},
    {"ecell", "voltage", {"v", "mv"}}, {"t", "temperature", {"c", "degc"}},
    {"p", "power", {"w", "kw"}}};

bool is_part(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// "Temp_degC", "Temp (degC)" -> "tempdegc"
std::string letters(const std::string& name) {
  std::string out;
  for (const char c : ascii_lower(name))
    if (is_part(c)) out += c;
  return out;
}

bool among(std::span<const std::string_view> known, const std::string& name) {
  return std::find(known.begin(), known.end(), letters(name)) != known.end();
}

// "Current (A)", "I [A]", "current_a" -> current, a
struct Meaning {
  std::string quantity;
  std::string unit;  // empty: none is named
};

Meaning meaning_of(const std::string& name) {
  std::vector<std::string> words(1);
  for (const char c : ascii_lower(name)) {
    if (is_part(c))
      words.back() += c;
    else if (c == '%')
      words.insert(words.end(), {"percent", ""});
    else if (!words.back().empty())
      words.emplace_back();
  }
  std::erase(words, "");
  Meaning meaning;
  if (words.size() > 1 && std::find(kUnits.begin(), kUnits.end(), words.back()) != kUnits.end()) {
    meaning.unit = words.back();
    words.pop_back();
  }
  for (const std::string& word : words) meaning.quantity += word;
  for (const Letter& letter : kLetters)
    if (meaning.quantity == letter.letter &&
        std::find(letter.units.begin(), letter.units.end(), meaning.unit) != letter.units.end())
      meaning.quantity = letter.quantity;
  return meaning;
}

// A name without a unit stands for that which people leave out.
bool is_plain(const std::string& unit) {
  constexpr auto kPlain = std::to_array<std::string_view>(
      {"", "a", "v", "c", "degc", "w", "wh", "ah", "ohm", "percent"});
  return std::find(kPlain.begin(), kPlain.end(), unit) != kPlain.end();
}

// The same words, in the same unit as far as it is named. Of one letter alone the case may tell two
// columns apart.
bool means(const Meaning& wanted, const Meaning& name) {
  if (wanted.quantity.size() < 2 || wanted.quantity != name.quantity) return false;
  if (wanted.unit == name.unit) return true;
  return wanted.unit.empty() ? is_plain(name.unit) : name.unit.empty() && is_plain(wanted.unit);
}

bool means_the_same(const std::string& wanted, const std::string& name) {
  return means(meaning_of(wanted), meaning_of(name)) ||
         std::any_of(std::begin(kQuantities), std::end(kQuantities), [&](const auto quantity) {
           return among(quantity, wanted) && among(quantity, name);
         });
}

// "Current|I/A|Strom" -> I/A, Strom; none where no entry begins with `wanted`.
std::vector<std::string> given_names(const std::string& wanted,
                                     const std::vector<std::string>& column_names) {
  for (const std::string& entry : column_names) {
    std::vector<std::string> names = text::split(entry, '|');
    if (names.front() != wanted) continue;
    names.erase(names.begin());
    return names;
  }
  return {};
}

}  // namespace

std::vector<std::size_t> aliases_of(const std::string& wanted,
                                    const std::vector<std::string>& names,
                                    const std::vector<std::string>& all_wanted,
                                    const std::vector<std::string>& column_names) {
  for (const std::string& name : given_names(wanted, column_names))
    if (const auto it = std::find(names.begin(), names.end(), name); it != names.end())
      return {static_cast<std::size_t>(it - names.begin())};
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (means_the_same(wanted, names[i]) &&
        std::find(all_wanted.begin(), all_wanted.end(), names[i]) == all_wanted.end())
      found.push_back(i);
  return found;
}

bool names_all(const std::vector<std::string>& wanted, const std::vector<std::string>& names,
               const std::vector<std::string>& column_names) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& column) {
    return std::find(names.begin(), names.end(), column) != names.end() ||
           aliases_of(column, names, wanted, column_names).size() == 1;
  });
}

bool is_temperature_name(const std::string& name) {
  const std::string lower = ascii_lower(name);
  if (lower.find("temp") != lower.npos || lower.find("deg") != lower.npos ||
      lower.find("kelvin") != lower.npos || lower.find("therm") != lower.npos)
    return true;
  // "T", "T1", "T1[K]", "t_cell": a letter that no other letter goes on.
  return !lower.empty() && lower[0] == 't' &&
         (lower.size() == 1 || lower[1] < 'a' || lower[1] > 'z');
}

std::string unit_in_column(const std::string& name) {
  if (name.ends_with('%')) return "%";
  const auto part = [](char c) { return is_part(c) || (c >= 'A' && c <= 'Z'); };
  const auto end = std::find_if(name.rbegin(), name.rend(), part);
  const auto begin = std::find_if_not(end, name.rend(), part);
  if (begin == name.rend()) return "";  // one word alone is no unit
  const std::string word(begin.base(), end.base());
  const bool known = std::find(kUnits.begin(), kUnits.end(), ascii_lower(word)) != kUnits.end();
  return known ? word : "";
}

std::string alias_note(const std::string& wanted, const std::string& found) {
  return "column \"" + text::printable(found) + "\" is read for \"" + text::printable(wanted) +
         "\", which no column is called.";
}

}  // namespace lstmtrain
