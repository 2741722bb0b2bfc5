// The metrics of a run as it goes: metrics.csv (a row an epoch, for people) and metrics.jsonl (an
// object an event, for machines). Every line is written and flushed at once; a disk that fails is
// warned of once and never stops the training.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "files/log_file.hpp"
#include "lstmtrain/report.hpp"

namespace lstmtrain::run {

class MetricsLog : public Reporter {
 public:
  using Warn = std::function<void(const std::string&)>;

  // `unit` is that of every rmse. `warn` gets one line when writing fails.
  MetricsLog(const std::string& csv_path, const std::string& jsonl_path, std::string unit,
             Warn warn);

  // Starts both files anew; those of a run that goes on are cut back to its checkpoint.
  void start(const StartRecord& record) override;
  void estimate(const EstimateRecord& record) override;
  void epoch(const EpochRecord& record) override;
  void guard(const GuardEvent& event) override;
  void stats(const StatsRecord& record) override;

 private:
  void open(const StartRecord& record);
  void write(files::LogFile& file, const std::string& path, const std::string& line);
  double seconds() const;

  std::string csv_path_, jsonl_path_, unit_;
  Warn warn_;
  bool warned_ = false;
  files::LogFile csv_, jsonl_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace lstmtrain::run
