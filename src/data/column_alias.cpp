#include "data/column_alias.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "base/plain_text.hpp"
#include "base/text/words.hpp"

namespace lstmtrain {
namespace {

constexpr auto kTemperature = std::to_array<std::string_view>(
    {"temp", "temperature", "tempc", "temperaturec", "tempdegc", "temperaturedegc", "batterytemp",
     "batterytemperature", "batterytempdegc", "celltemp", "celltemperature", "celltempdegc"});
constexpr auto kCurrent = std::to_array<std::string_view>({"current", "currenta"});
constexpr auto kVoltage = std::to_array<std::string_view>({"voltage", "voltagev"});
constexpr std::span<const std::string_view> kQuantities[] = {kTemperature, kCurrent, kVoltage};

// "Temp_degC", "Temp (degC)" -> "tempdegc"
std::string letters(const std::string& name) {
  std::string out;
  for (const char c : ascii_lower(name))
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
  return out;
}

bool among(std::span<const std::string_view> known, const std::string& name) {
  return std::find(known.begin(), known.end(), letters(name)) != known.end();
}

}  // namespace

std::vector<std::size_t> aliases_of(const std::string& wanted,
                                    const std::vector<std::string>& names,
                                    const std::vector<std::string>& all_wanted) {
  std::vector<std::size_t> found;
  for (const auto quantity : kQuantities) {
    if (!among(quantity, wanted)) continue;
    for (std::size_t i = 0; i < names.size(); ++i)
      if (among(quantity, names[i]) &&
          std::find(all_wanted.begin(), all_wanted.end(), names[i]) == all_wanted.end())
        found.push_back(i);
  }
  return found;
}

std::string alias_note(const std::string& wanted, const std::string& found) {
  return "column \"" + text::printable(found) + "\" is read for \"" + text::printable(wanted) +
         "\", which no column is called.";
}

}  // namespace lstmtrain
