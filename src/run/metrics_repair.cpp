#include "run/metrics_repair.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string_view>

namespace lstmtrain::run {
namespace {

constexpr std::uint64_t kBlock = 65536, kMostLine = 1 << 24;

// Cuts the file behind its last complete line that `keep` says. Lines stand in the order of time,
// so all before it are kept, too.
template <class Keep>
void cut_behind_last(const std::string& path, Keep keep) {
  std::error_code error;
  // A pipe would be waited on.
  if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(path, error))) return;
  std::uint64_t end = std::filesystem::file_size(path, error);
  std::ifstream in(path, std::ios::binary);
  if (error || !in) return;
  std::string tail;                  // the bytes from `end` on that are not judged yet
  while (tail.size() < kMostLine) {  // a longer line is none of ours
    const std::size_t newline = tail.rfind('\n');
    const std::size_t before = newline == std::string::npos || newline == 0
                                   ? std::string::npos
                                   : tail.rfind('\n', newline - 1);
    if (newline != std::string::npos && (before != std::string::npos || end == 0)) {
      const std::size_t begin = before == std::string::npos ? 0 : before + 1;
      if (keep(std::string_view(tail).substr(begin, newline - begin))) {
        std::filesystem::resize_file(path, end + newline + 1, error);
        return;
      }
      tail.resize(begin);
    } else if (end == 0) {
      std::filesystem::resize_file(path, 0, error);
      return;
    } else {
      const std::uint64_t size = std::min(end, kBlock);
      std::string block(size, '\0');
      in.seekg(static_cast<std::streamoff>(end - size));
      if (!in.read(block.data(), static_cast<std::streamsize>(size))) return;
      tail.insert(0, block);
      end -= size;
    }
  }
}

// A whole number of an event; `otherwise` where there is none.
std::int64_t integer(const nlohmann::json& event, const char* key, std::int64_t otherwise) {
  return event.contains(key) && event[key].is_number_integer() ? event[key].get<std::int64_t>()
                                                               : otherwise;
}

bool is_header(std::string_view line) { return line.starts_with("epoch,"); }

}  // namespace

void cut_csv(const std::string& path, int epochs_done) {
  cut_behind_last(path, [&](std::string_view line) {
    int epoch = 0;
    const auto read = std::from_chars(line.data(), line.data() + line.size(), epoch);
    return is_header(line) || (read.ec == std::errc() && epoch >= 1 && epoch <= epochs_done);
  });
}

void cut_jsonl(const std::string& path, int epochs_done, std::int64_t step) {
  cut_behind_last(path, [&](std::string_view line) {
    const auto event = nlohmann::json::parse(line, nullptr, false);
    if (!event.is_object()) return false;
    if (event.contains("epochs_done"))  // a start or a resumption
      return integer(event, "epochs_done", 0) <= epochs_done &&
             integer(event, "steps_done", 0) <= step;
    const std::int64_t epoch = integer(event, "epoch", 0);
    return epoch <= epochs_done ||
           (epoch == epochs_done + 1 && integer(event, "step", step) < step &&
            (event.contains("kind") || event.contains("tensors")));
  });
}

}  // namespace lstmtrain::run
