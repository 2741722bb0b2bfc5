#include "cli/quantity.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace lstmtrain::cli {
namespace {

std::string format(const char* pattern, double value) {
  std::array<char, 400> text{};
  // Only constants of this file are passed as patterns.
  const int size = std::snprintf(text.data(), text.size(), pattern, value);
  return std::string(text.data(), static_cast<std::size_t>(std::max(size, 0)));
}

}  // namespace

std::string number(double value) {
  if (!std::isfinite(value)) return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
  const double size = std::abs(value);
  if (size != 0 && (size < 1e-3 || size >= 1e7)) return format("%.3e", value);
  if (size >= 1000) return format("%.0f", value);
  if (size >= 100) return format("%.1f", value);
  if (size >= 10) return format("%.2f", value);
  return format(size >= 1 || size == 0 ? "%.3f" : "%.4f", value);
}

std::string with_unit(double value, const std::string& unit) {
  return unit.empty() ? number(value) : number(value) + " " + unit;
}

std::string scientific(double value) { return format("%.1e", value); }

std::string short_count(double value) {
  if (!std::isfinite(value)) return "-";
  if (value >= 999.5e3) return format("%.1fM", value / 1e6);
  if (value >= 99.95e3) return format("%.0fk", value / 1e3);
  if (value >= 1e3) return format("%.1fk", value / 1e3);
  return format("%.0f", value);
}

std::string grouped(std::size_t value) {
  std::string digits = std::to_string(value);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string duration(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) return "-";
  if (seconds < 0.0995) return format("%.0f ms", seconds * 1e3);
  if (seconds < 59.5) return format(seconds < 9.95 ? "%.1f s" : "%.0f s", seconds);
  const auto whole = static_cast<long long>(std::llround(seconds));
  std::array<char, 64> text{};
  const int size = whole < 3600 ? std::snprintf(text.data(), text.size(), "%lld min %02lld s",
                                                whole / 60, whole % 60)
                                : std::snprintf(text.data(), text.size(), "%lld h %02lld min",
                                                whole / 3600, whole / 60 % 60);
  return std::string(text.data(), static_cast<std::size_t>(std::max(size, 0)));
}

std::string megabytes(std::size_t bytes) {
  return format("%.1f MB", static_cast<double>(bytes) / 1e6);
}

std::string counted(std::size_t count, const std::string& noun) {
  return grouped(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace lstmtrain::cli
