#include "io/metrics_repair.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

namespace lstmtrain::io {
namespace {

// The complete lines of `text` that `keep` says, in order.
template <class Keep>
std::string lines_where(std::string_view text, Keep keep) {
  std::string kept;
  for (std::size_t end; (end = text.find('\n')) != std::string_view::npos;
       text.remove_prefix(end + 1)) {
    if (keep(text.substr(0, end))) kept.append(text.substr(0, end + 1));
  }
  return kept;
}

long commas(std::string_view line) { return std::count(line.begin(), line.end(), ','); }

}  // namespace

std::string csv_until(std::string_view text, int epochs_done) {
  const std::string_view header = text.substr(0, text.find('\n'));
  bool first = true;
  return lines_where(text, [&](std::string_view line) {
    if (std::exchange(first, false)) return true;
    int epoch = 0;
    const auto read = std::from_chars(line.data(), line.data() + line.size(), epoch);
    return read.ec == std::errc() && epoch >= 1 && epoch <= epochs_done &&
           commas(line) == commas(header);
  });
}

std::string jsonl_until(std::string_view text, int epochs_done, std::int64_t step) {
  return lines_where(text, [&](std::string_view line) {
    const auto event = nlohmann::json::parse(line, nullptr, false);
    if (!event.is_object()) return false;
    if (!event.contains("epoch")) return true;
    const auto epoch = event.value("epoch", std::int64_t{0});
    return epoch <= epochs_done || (event.value("event", "") == "guard" &&
                                    epoch == epochs_done + 1 && event.value("step", step) < step);
  });
}

}  // namespace lstmtrain::io
