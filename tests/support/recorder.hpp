// A reporter that keeps what a training tells: its epochs and what its guards did.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "lstmtrain/report.hpp"

namespace lstmtrain::test {

struct Recorder : Reporter {
  std::vector<EstimateRecord> estimates;
  std::vector<EpochRecord> epochs;
  std::vector<GuardEvent> events;
  void estimate(const EstimateRecord& r) override { estimates.push_back(r); }
  void epoch(const EpochRecord& r) override { epochs.push_back(r); }
  void guard(const GuardEvent& e) override { events.push_back(e); }

  std::vector<std::string> kinds() const {
    std::vector<std::string> kinds;
    for (const GuardEvent& e : events) kinds.push_back(e.kind);
    return kinds;
  }
  std::ptrdiff_t count(const std::string& kind) const {
    return std::count_if(events.begin(), events.end(),
                         [&](const GuardEvent& e) { return e.kind == kind; });
  }
};

}  // namespace lstmtrain::test
