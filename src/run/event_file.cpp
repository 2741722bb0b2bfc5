#include "run/event_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>

#include "base/checksum.hpp"
#include "base/plain_text.hpp"
#include "files/protobuf_wire.hpp"

namespace lstmtrain::run {
namespace {

using files::bytes_field;
using files::double_field;
using files::float_field;
using files::integer_field;

constexpr const char* kPrefix = "events.out.tfevents.";

std::string masked_crc(std::string_view bytes) {
  const std::uint32_t crc = crc32c(bytes);
  return files::little_endian<std::uint32_t>((crc >> 15 | crc << 17) + 0xA282EAD8U);
}

// TensorBoard orders sessions by it; nothing of a training depends on it.
double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string file_name(double wall_time) {
  char host[256] = "host";
  gethostname(host, sizeof host - 1);
  return kPrefix + std::to_string(static_cast<std::int64_t>(wall_time)) + "." + host + "." +
         std::to_string(getpid()) + ".0";
}

}  // namespace

std::string event_record(std::string_view event) {
  const std::string length = files::little_endian(static_cast<std::uint64_t>(event.size()));
  return length + masked_crc(length) + std::string(event) + masked_crc(event);
}

// Event: 1 wall_time, 2 step, 3 file_version, 5 summary; Summary: 1 value; Value: 1 tag, 2
// simple_value.
std::string version_event(double wall_time) {
  return double_field(1, wall_time) + bytes_field(3, "brain.Event:2");
}

std::string scalars_event(double wall_time, std::int64_t step, const Scalars& scalars) {
  std::string summary;
  for (const auto& [tag, value] : scalars)
    summary += bytes_field(1, bytes_field(1, tag) + float_field(2, static_cast<float>(value)));
  return double_field(1, wall_time) + integer_field(2, step) + bytes_field(5, summary);
}

bool is_event_file(const std::string& name) { return name.rfind(kPrefix, 0) == 0; }

EventLog::EventLog(std::string folder, std::string unit, Warn warn)
    : folder_(std::move(folder)), unit_(std::move(unit)), warn_(std::move(warn)) {}

void EventLog::start(const StartRecord&) {
  const double now = wall_seconds();
  path_ = (std::filesystem::path(folder_) / file_name(now)).string();
  file_ = files::open_log(path_, false);
  write(version_event(now));
}

void EventLog::epoch(const EpochRecord& r) {
  const std::string suffix = unit_suffix(unit_);
  Scalars scalars = {{"train/loss", r.train_loss},
                     {"train/rmse" + suffix, r.train_rmse},
                     {"train/learning_rate", r.learning_rate},
                     {"train/grad_norm", r.grad_norm_median},
                     {"train/grad_norm_max", r.grad_norm_max},
                     {"train/rows_per_s", r.rows_per_s},
                     {"guard/skipped_steps", r.skipped_steps}};
  if (r.validated) {
    scalars.emplace_back("val/loss", r.val_loss);
    scalars.emplace_back("val/rmse" + suffix, r.val_rmse);
  }
  write(scalars_event(wall_seconds(), r.epoch, scalars));
}

void EventLog::write(const std::string& event) {
  if (path_.empty()) return;
  const std::string record = event_record(event);
  if (file_ && std::fwrite(record.data(), 1, record.size(), file_.get()) == record.size() &&
      std::fflush(file_.get()) == 0)
    return;
  if (warn_)
    warn_(path_ + ": cannot be written, got \"" + std::strerror(errno) +
          "\". The training goes on without it. Hint: is the disk full?");
  file_.reset();
  path_.clear();
}

}  // namespace lstmtrain::run
