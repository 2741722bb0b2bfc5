#include "base/expression/valid_range.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text/json_text.hpp"
#include "base/text/number_text.hpp"

namespace lstmtrain {
namespace {

constexpr const char* kForm = "\"Column: low..high\", where one of the ends may be left out";

// An end that is left out stays as it is.
bool read_end(std::string_view text, double& end) {
  text = text::trimmed(text);
  if (text.empty()) return true;
  if (text.front() == '+') text.remove_prefix(1);
  const char* const last = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), last, end);
  return error == std::errc() && stopped == last && std::isfinite(end);
}

// A colon or two points may stand in the name of a column, but not in a number.
ValidRange parse_range(const std::string& written) {
  const std::string_view text = written;
  const ExpressionFault unknown = {"not a range", "\"" + text::printable(text, 60) + "\"", kForm,
                                   "as in \"Voltage: 2..4.5\", or {\"Voltage\": [2, 4.5]}"};
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) throw unknown;
  const std::string_view ends = text.substr(colon + 1);
  const std::size_t points = ends.find("..");
  ValidRange range;
  range.column = text::trimmed(text.substr(0, colon));
  if (range.column.empty() || points == ends.npos || !read_end(ends.substr(0, points), range.low) ||
      !read_end(ends.substr(points + 2), range.high) ||
      (std::isinf(range.low) && std::isinf(range.high)))
    throw unknown;
  if (range.low > range.high)
    throw ExpressionFault{"the range of \"" + range.column + "\" holds nothing", range.text(),
                          "a low end that is not above the high one", "exchange the two"};
  return range;
}

}  // namespace

std::string ValidRange::text() const {
  const auto end = [](double x) { return std::isinf(x) ? "" : text::number_text(x); };
  return end(low) + ".." + end(high);
}

std::vector<ValidRange> parse_valid_ranges(const std::vector<std::string>& texts,
                                           std::vector<DerivedFault>& faults) {
  std::vector<ValidRange> ranges;
  for (const std::string& text : texts) try {
      const ValidRange range = parse_range(text);
      if (std::any_of(ranges.begin(), ranges.end(),
                      [&](const ValidRange& known) { return known.column == range.column; }))
        throw ExpressionFault{"a column has two ranges", "\"" + range.column + "\"", "one", ""};
      ranges.push_back(range);
    } catch (const ExpressionFault& fault) {
      faults.push_back({text, fault});
    }
  return ranges;
}

}  // namespace lstmtrain
