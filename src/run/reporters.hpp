// One Reporter that tells several: the console and the metrics files of a run.
#pragma once

#include <utility>
#include <vector>

#include "lstmtrain/report.hpp"

namespace lstmtrain::run {

class Reporters : public Reporter {
 public:
  explicit Reporters(std::vector<Reporter*> all) : all_(std::move(all)) {}

  void start(const StartRecord& record) override {
    for (Reporter* each : all_) each->start(record);
  }
  void estimate(const EstimateRecord& record) override {
    for (Reporter* each : all_) each->estimate(record);
  }
  void progress(const ProgressRecord& record) override {
    for (Reporter* each : all_) each->progress(record);
  }
  void epoch(const EpochRecord& record) override {
    for (Reporter* each : all_) each->epoch(record);
  }
  void guard(const GuardEvent& event) override {
    for (Reporter* each : all_) each->guard(event);
  }
  void stats(const StatsRecord& record) override {
    for (Reporter* each : all_) each->stats(record);
  }
  void warning(const std::string& line) override {
    for (Reporter* each : all_) each->warning(line);
  }

 private:
  std::vector<Reporter*> all_;
};

}  // namespace lstmtrain::run
