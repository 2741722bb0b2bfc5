#include "data/csv/time_summary.hpp"

#include <array>
#include <utility>

#include "base/text/words.hpp"

namespace lstmtrain {
namespace {

const char* unit_of(double seconds) {
  constexpr std::array kWords = {std::pair{1e-9, "ns"},     std::pair{1e-6, "us"},
                                 std::pair{1e-3, "ms"},     std::pair{1.0, "s"},
                                 std::pair{60.0, "min"},    std::pair{3600.0, "h"},
                                 std::pair{86400.0, "days"}};
  for (const auto& [scale, name] : kWords)
    if (scale == seconds) return name;
  return "";
}

}  // namespace

TimeSummary time_summary(const CsvLayout& layout) {
  if (layout.time.empty()) return {};
  std::vector<std::string> names;
  for (const std::size_t column : layout.time) names.push_back(layout.header[column]);
  const std::string column = text::joined(names, " + ");
  if (!layout.iso_time) return {column, unit_of(layout.time_scale), "number"};
  return {column, "", names.size() > 1 ? "date and clock" : layout.clock_alone ? "clock" : "date"};
}

}  // namespace lstmtrain
