#include "run/free_memory.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <optional>

#include "base/text/quantity.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::run {
namespace {

// The number behind `name` in a file of "Name:   123 kB" lines.
std::optional<std::uint64_t> meminfo(const std::string& name) {
  std::ifstream in("/proc/meminfo");
  std::string word;
  std::uint64_t kilobytes = 0;
  while (in >> word) {
    if (word == name && in >> kilobytes) return kilobytes * 1024;
    in.ignore(256, '\n');
  }
  return {};
}

// A file that holds one number; nothing for "max" or no file.
std::optional<std::uint64_t> number_in(const std::string& path) {
  std::ifstream in(path);
  std::uint64_t value = 0;
  if (in >> value) return value;
  return {};
}

// Bytes of the address space that this process has taken.
std::uint64_t taken_addresses() {
  const auto pages = number_in("/proc/self/statm");
  return pages.value_or(0) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

// This process's group in the unified hierarchy: the line "0::/path".
std::string control_group() {
  std::ifstream in("/proc/self/cgroup");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("0::")) return "/sys/fs/cgroup" + line.substr(3);
  }
  return "";
}

void lower(FreeMemory& free, std::optional<std::uint64_t> bytes, const char* source) {
  if (bytes && *bytes < free.bytes) free = {*bytes, source};
}

}  // namespace

FreeMemory free_memory() {
  FreeMemory free;
  lower(free, meminfo("MemAvailable:"), "MemAvailable of /proc/meminfo");
  const std::string group = control_group();
  const auto most = number_in(group + "/memory.max"), used = number_in(group + "/memory.current");
  if (most && used)
    lower(free, *most > *used ? *most - *used : 0, "the control group's memory.max");
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
    lower(free, limit.rlim_cur - std::min<std::uint64_t>(limit.rlim_cur, taken_addresses()),
          "the limit on the address space (ulimit -v)");
  return free;
}

void require_memory(const Plan& plan, const FreeMemory& free) {
  if (plan.peak_bytes <= free.bytes) return;
  throw Error(ErrorCode::config,
              "memory: the run needs " + text::megabytes(plan.peak_bytes) + " (data " +
                  text::megabytes(plan.data_bytes) + ", workspace " +
                  text::megabytes(plan.workspace_bytes) + "), got " + text::megabytes(free.bytes) +
                  " by " + free.source +
                  ", expected at least that. Hint: lower TBPTT_HISTORY, LOOKBACK, RNN_LAYER_SIZES "
                  "or THREADS, or give fewer files.");
}

}  // namespace lstmtrain::run
