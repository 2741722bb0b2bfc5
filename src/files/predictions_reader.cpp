#include "files/predictions_reader.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <string_view>

#include "base/nan.hpp"
#include "files/atomic_file.hpp"
#include "files/predictions_csv.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::files {
namespace {

template <class Number>
Number number_of(std::string_view text) {
  Number value{};
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc() && !text.empty() ? value : static_cast<Number>(kNaN);
}

int digits(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  if (at + count <= text.size()) std::from_chars(text.data() + at, text.data() + at + count, value);
  return value;
}

// "2020-02-29T12:00:00.5" -> seconds since 1970; the year has four digits.
double seconds_of(std::string_view text) {
  using namespace std::chrono;
  if (text.size() < 19 || text[10] != 'T') return number_of<double>(text);
  const year_month_day date{year(digits(text, 0, 4)),
                            month(static_cast<unsigned>(digits(text, 5, 2))),
                            day(static_cast<unsigned>(digits(text, 8, 2)))};
  const auto days = static_cast<double>(sys_days(date).time_since_epoch().count());
  return days * 86400.0 + digits(text, 11, 2) * 3600.0 + digits(text, 14, 2) * 60.0 +
         number_of<double>(text.substr(17));
}

// The cell at the front of `line`, which it leaves; a quoted one without its quotes.
std::string take_cell(std::string_view& line) {
  std::string cell;
  bool quoted = false;
  std::size_t i = 0;
  for (; i < line.size() && (quoted || line[i] != ','); ++i) {
    if (line[i] != '"') {
      cell += line[i];
    } else if (quoted && i + 1 < line.size() && line[i + 1] == '"') {
      cell += line[i++];
    } else {
      quoted = !quoted;
    }
  }
  line.remove_prefix(std::min(i + 1, line.size()));
  return cell;
}

// A row of numbers, in which nothing is quoted.
void add_row(PredictionsTable& table, std::string_view line) {
  const auto next = [&] {
    const std::size_t end = std::min(line.find(','), line.size());
    const std::string_view cell = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return cell;
  };
  const std::string_view time = next();
  table.iso = table.iso || (time.size() >= 19 && time[10] == 'T');
  table.x.push_back(seconds_of(time));
  for (std::vector<float>& column : table.columns) column.push_back(number_of<float>(next()));
}

}  // namespace

int PredictionsTable::column(const std::string& name) const {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

PredictionsTable read_predictions(const std::string& path) {
  const std::string whole = read_text_file(path);
  std::string_view text = whole;
  PredictionsTable table;
  for (bool first = true; !text.empty(); first = false) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!first) {
      add_row(table, line);
      continue;
    }
    if (!is_predictions_header(std::string(line))) break;
    table.timed = take_cell(line) == "time";
    while (!line.empty()) table.names.push_back(take_cell(line));
    table.columns.resize(table.names.size());
  }
  if (table.names.empty()) {
    throw Error(ErrorCode::data, path +
                                     ": holds no predictions, expected a first line \"time,true,"
                                     "predicted,error\". Hint: lstmtrain wrote none of this.");
  }
  return table;
}

}  // namespace lstmtrain::files
