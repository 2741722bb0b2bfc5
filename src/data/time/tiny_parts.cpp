#include "data/time/tiny_parts.hpp"

#include <algorithm>

#include "base/plain_text.hpp"
#include "base/text/quantity.hpp"
#include "base/text/words.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

// What cuts series, how often, and what to do about it.
struct Cause {
  std::size_t cuts = 0;
  std::string what, hint;
};

std::string clock_of(const Dataset& data, const std::vector<std::size_t>& files) {
  for (const std::size_t file : files)
    if (const std::string& column = data.summaries[file].time.column; !column.empty())
      return "\"" + text::printable(column) + "\"";
  return "the time";
}

// The column of which most cells are bad.
std::string worst_column(const Dataset& data, const std::vector<std::size_t>& files) {
  std::string worst;
  std::size_t most = 0;
  for (std::size_t c = 0; c < data.columns.size(); ++c) {
    std::size_t bad = 0;
    for (const std::size_t file : files)
      if (c < data.summaries[file].columns.size()) bad += data.summaries[file].columns[c].bad();
    if (bad <= most) continue;
    most = bad;
    worst = data.summaries[files.front()].columns[c].name;
  }
  return worst;
}

Cause main_cause(const Dataset& data, const std::vector<std::size_t>& files) {
  const std::string clock = clock_of(data, files);
  Cause gaps{
      0, "time gaps of " + clock,
      "a logger that changes its rate is read with RESAMPLE_HZ, a slower one with GAP_SECONDS."};
  Cause back{
      0, "steps back of " + clock,
      "is it the clock of a step that begins anew? TIME_COLUMN names another, or is \"none\"."};
  Cause no_time{0, "rows without a readable time in " + clock,
                "TIME_COLUMN names another column, or is \"none\"."};
  Cause bad{0, "rows with a bad cell",
            "leave \"" + text::printable(worst_column(data, files)) +
                "\" out, most of them are its, or set MISSING_DATA to interpolate."};
  for (const std::size_t file : files) {
    gaps.cuts += data.summaries[file].gaps;
    back.cuts += data.summaries[file].backward;
    no_time.cuts += data.summaries[file].bad_times;
    bad.cuts += data.summaries[file].bad_rows;
  }
  return std::max({gaps, back, no_time, bad},
                  [](const Cause& a, const Cause& b) { return a.cuts < b.cuts; });
}

}  // namespace

void require_whole_parts(const Dataset& data, const std::vector<std::size_t>& files,
                         const std::vector<Segment>& segments, const std::string& set) {
  if (segments.size() < kLeastParts || files.empty()) return;
  std::size_t rows = 0, tiny = 0, tiny_rows = 0;
  for (const Segment& segment : segments) {
    rows += segment.size();
    if (segment.size() >= kTinyPart) continue;
    ++tiny;
    tiny_rows += segment.size();
  }
  if (2 * tiny_rows <= rows) return;
  const Cause cause = main_cause(data, files);
  throw Error(ErrorCode::data, set + ": " + text::grouped(segments.size()) + " parts, of which " +
                                   text::grouped(tiny) + " have fewer than " +
                                   std::to_string(kTinyPart) + " rows, cut by " +
                                   text::grouped(cause.cuts) + " " + cause.what +
                                   ", expected most rows in longer series. Hint: " + cause.hint);
}

}  // namespace lstmtrain
