#include "cli/commands/bench_process.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <type_traits>

#include "lstmtrain/error.hpp"

namespace lstmtrain::cli {
namespace {

static_assert(std::is_trivially_copyable_v<BenchResult>, "it goes through a pipe as bytes");

[[noreturn]] void fail(const std::string& what) {
  throw Error(ErrorCode::internal,
              "bench: the process of a case " + what + ". Hint: is there enough memory?");
}

// The child: writes the result and ends without the parent's destructors or buffers.
[[noreturn]] void run_child(int pipe, const std::function<BenchResult()>& measure) {
  int status = 1;
  try {
    const BenchResult result = measure();
    if (write(pipe, &result, sizeof(result)) == ssize_t{sizeof(result)}) status = 0;
  } catch (...) {
  }
  _exit(status);
}

}  // namespace

BenchResult run_isolated(const std::function<BenchResult()>& measure) {
  int ends[2];
  if (pipe(ends) != 0) fail(std::string("has no pipe: ") + std::strerror(errno));
  const pid_t child = fork();
  if (child < 0) {
    const int reason = errno;
    close(ends[0]);
    close(ends[1]);
    fail(std::string("could not be made: ") + std::strerror(reason));
  }
  if (child == 0) run_child(ends[1], measure);
  close(ends[1]);
  BenchResult result;
  ssize_t got = 0;
  do got = read(ends[0], &result, sizeof(result));
  while (got < 0 && errno == EINTR);
  close(ends[0]);
  int status = 0;
  rusage usage{};
  while (wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  if (got != ssize_t{sizeof(result)} || status != 0)
    fail(WIFSIGNALED(status) ? "ended with signal " + std::to_string(WTERMSIG(status))
                             : "ended without a result");
  result.peak_rss_mb = static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;  // Linux counts in KiB
  return result;
}

}  // namespace lstmtrain::cli
