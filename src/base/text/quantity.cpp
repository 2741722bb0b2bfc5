#include "base/text/quantity.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "base/plain_text.hpp"

namespace lstmtrain::text {
namespace {

std::string fixed(double value, int digits) {
  return decimal_text(value, std::chars_format::fixed, digits);
}

std::string exponential(double value, int digits) {
  return decimal_text(value, std::chars_format::scientific, digits);
}

}  // namespace

std::string number(double value) {
  if (!std::isfinite(value)) return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
  const double size = std::abs(value);
  if (size != 0 && (size < 1e-3 || size >= 1e7)) return exponential(value, 3);
  if (size >= 1000) return fixed(value, 0);
  if (size >= 100) return fixed(value, 1);
  if (size >= 10) return fixed(value, 2);
  return fixed(value, size >= 1 || size == 0 ? 3 : 4);
}

std::string plain(double value) {
  const bool whole = std::abs(value) < 1e9 && value == std::floor(value);
  return whole ? std::to_string(static_cast<long long>(value)) : number(value);
}

std::string with_unit(double value, const std::string& unit) {
  return lstmtrain::with_unit(number(value), unit);
}

std::string scientific(double value) { return exponential(value, 1); }

std::string short_count(double value) {
  if (!std::isfinite(value)) return "-";
  if (value >= 999.5e3) return fixed(value / 1e6, 1) + "M";
  if (value >= 99.95e3) return fixed(value / 1e3, 0) + "k";
  if (value >= 1e3) return fixed(value / 1e3, 1) + "k";
  return fixed(value, 0);
}

std::string grouped(std::size_t value) {
  std::string digits = std::to_string(value);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string duration(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) return "-";
  if (seconds < 0.0995) return fixed(seconds * 1e3, 0) + " ms";
  if (seconds < 59.5) return fixed(seconds, seconds < 9.95 ? 1 : 0) + " s";
  const auto whole = static_cast<long long>(std::llround(seconds));
  std::array<char, 64> text{};
  const int size = whole < 3600 ? std::snprintf(text.data(), text.size(), "%lld min %02lld s",
                                                whole / 60, whole % 60)
                                : std::snprintf(text.data(), text.size(), "%lld h %02lld min",
                                                whole / 3600, whole / 60 % 60);
  return std::string(text.data(), static_cast<std::size_t>(std::max(size, 0)));
}

std::string about(double seconds) {
  struct Scale {
    double seconds, up_to;
    const char* name;
  };
  for (const Scale& scale : {Scale{1e-3, 0.0995, " ms"}, Scale{1, 99.5, " s"},
                             Scale{60, 99.5 * 60, " min"}, Scale{3600, 47.5 * 3600, " h"}}) {
    if (!(seconds < scale.up_to)) continue;
    const double value = seconds / scale.seconds;
    return fixed(value, value < 9.95 && value != std::round(value) ? 1 : 0) + scale.name;
  }
  return fixed(seconds / 86400, seconds < 9.95 * 86400 ? 1 : 0) + " days";
}

std::string megabytes(std::size_t bytes) {
  return fixed(static_cast<double>(bytes) / 1e6, 1) + " MB";
}

std::string counted(std::size_t count, const std::string& noun) {
  return grouped(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace lstmtrain::text
