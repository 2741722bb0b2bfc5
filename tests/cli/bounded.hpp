// The program within bounded memory and time, as files that somebody made on purpose call for.
#pragma once

#include <sys/resource.h>

#include <string>
#include <vector>

#include "support/process.hpp"

namespace lstmtrain::test {

// 1 GiB, 20 s of the processor. The address sanitizer needs more room than that for its shadow:
// with it only the time is bounded.
inline Finished run_bounded(const std::vector<std::string>& args,
                            const std::filesystem::path& folder) {
  return run(args, {}, "", folder, [] {
    const rlimit seconds{20, 20};
    if (setrlimit(RLIMIT_CPU, &seconds) != 0) _exit(125);
#ifndef LSTMTRAIN_SANITIZED
    const rlimit memory{rlim_t{1} << 30, rlim_t{1} << 30};
    if (setrlimit(RLIMIT_AS, &memory) != 0) _exit(125);
#endif
  });
}

}  // namespace lstmtrain::test
