// How much memory this process may still take: the least of what the machine has available, what
// its control group leaves (cgroup v2), and the limit on its address space. Linux.
#pragma once

#include <cstdint>
#include <string>

#include "lstmtrain/trainer.hpp"

namespace lstmtrain::run {

struct FreeMemory {
  std::uint64_t bytes = UINT64_MAX;  // unknown: no limit
  std::string source;                // what says so: "MemAvailable of /proc/meminfo"
};

FreeMemory free_memory();

// Throws config when a run's peak is above what is free, with what to change.
void require_memory(const Plan& plan, const FreeMemory& free);

}  // namespace lstmtrain::run
