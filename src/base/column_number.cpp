#include "base/column_number.hpp"

#include <charconv>
#include <cmath>

#include "base/text/json_text.hpp"

namespace lstmtrain {

std::optional<ColumnNumber> parse_column_number(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) return std::nullopt;
  ColumnNumber parsed{std::string(text::trimmed(text.substr(0, colon))), 0};
  const std::string_view number = text::trimmed(text.substr(colon + 1));
  const char* const end = number.data() + number.size();
  const auto [stopped, error] = std::from_chars(number.data(), end, parsed.value);
  if (parsed.column.empty() || error != std::errc() || stopped != end ||
      !std::isfinite(parsed.value))
    return std::nullopt;
  return parsed;
}

}  // namespace lstmtrain
