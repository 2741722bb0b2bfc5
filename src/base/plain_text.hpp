// Numbers and ASCII letters as text, whatever the locale: the C library's printf writes a decimal
// comma and its tolower other letters in a program that has called setlocale.
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <string>

namespace lstmtrain {

// As printf writes `value` with %.<digits>f, %.<digits>e or %.<digits>g in the C locale; NaN is
// "nan" whatever its sign.
inline std::string decimal_text(double value, std::chars_format format, int digits) {
  if (value != value) return "nan";
  std::array<char, 400> text{};  // 309 digits before the point of the largest double
  char* const end = text.data() + text.size();
  return {text.data(), std::to_chars(text.data(), end, value, format, digits).ptr};
}

// Four significant digits, as a number stands in a sentence.
inline std::string four_digits(double value) {
  return decimal_text(value, std::chars_format::general, 4);
}

// "15.7 mV"; the number alone where there is no unit.
inline std::string with_unit(const std::string& number, const std::string& unit) {
  return unit.empty() ? number : number + " " + unit;
}

// What stands behind the name of a column or curve of this unit: "_mV".
inline std::string unit_suffix(const std::string& unit) { return unit.empty() ? "" : "_" + unit; }

inline std::string ascii_lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

}  // namespace lstmtrain
