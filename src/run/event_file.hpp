// A run's scalars as TensorBoard reads them: TFRecord framing with CRC32C, Event and Summary in
// protobuf's wire format (tensorflow/core/util/event.proto, framework/summary.proto). A session
// writes a file of its own, as TensorBoard expects of a run that goes on.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "files/log_file.hpp"
#include "lstmtrain/report.hpp"

namespace lstmtrain::run {

// One record: length, masked CRC of the length, `event`, masked CRC of it.
std::string event_record(std::string_view event);

// The first event of a file: "brain.Event:2".
std::string version_event(double wall_time);

using Scalars = std::vector<std::pair<std::string, double>>;
std::string scalars_event(double wall_time, std::int64_t step, const Scalars& scalars);

// "events.out.tfevents...."
bool is_event_file(const std::string& name);

class EventLog : public Reporter {
 public:
  using Warn = std::function<void(const std::string&)>;

  // `unit` is that of every rmse. `warn` gets one line when writing fails, which ends the file and
  // nothing else.
  EventLog(std::string folder, std::string unit, Warn warn);

  void start(const StartRecord& record) override;
  void epoch(const EpochRecord& record) override;

 private:
  void write(const std::string& event);

  std::string folder_, path_, unit_;
  Warn warn_;
  files::LogFile file_;
};

}  // namespace lstmtrain::run
