#include "run/metrics_log.hpp"

#include <cerrno>
#include <cmath>
#include <cstring>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text/number_text.hpp"
#include "files/guard_json.hpp"
#include "run/metrics_repair.hpp"

namespace lstmtrain::run {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kHeader =
    "epoch,step,train_loss,val_loss,train_rmse,val_rmse,best_val_rmse,grad_norm_median,"
    "grad_norm_max,learning_rate,seconds,total_seconds,rows_per_s,skipped_steps\n";

// JSON has no NaN: the member is null and object["nonfinite"] names what it was.
void put(Json& object, const char* key, double value) {
  if (std::isfinite(value)) {
    object[key] = value;
    return;
  }
  object[key] = nullptr;
  object["nonfinite"][key] = text::number_text(value);
}

std::string line_of(const Json& object) {
  return object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

MetricsLog::MetricsLog(const std::string& csv_path, const std::string& jsonl_path, std::string unit,
                       Warn warn)
    : csv_path_(csv_path),
      jsonl_path_(jsonl_path),
      unit_(std::move(unit)),
      warn_(std::move(warn)) {}

void MetricsLog::open(const StartRecord& record) {
  if (record.resumed) {
    cut_csv(csv_path_, record.epochs_done);
    cut_jsonl(jsonl_path_, record.epochs_done, record.step);
  }
  csv_ = files::open_log(csv_path_, record.resumed);
  jsonl_ = files::open_log(jsonl_path_, record.resumed);
  if (!csv_ || std::ftell(csv_.get()) == 0) write(csv_, csv_path_, kHeader);
}

void MetricsLog::start(const StartRecord& record) {
  open(record);
  Json object = {{"event", record.resumed ? "resume" : "start"},
                 {"t", seconds()},
                 {"epochs_done", record.epochs_done},
                 {"steps_done", record.step},
                 {"unit", unit_},
                 {"model", record.description},
                 {"parameters", record.parameters},
                 {"windows", record.windows},
                 {"updates_per_epoch", record.updates_per_epoch},
                 {"lanes", record.lanes},
                 {"steps", record.steps},
                 {"threads", record.threads},
                 {"protections", record.protections}};
  write(jsonl_, jsonl_path_, line_of(object));
}

void MetricsLog::estimate(const EstimateRecord& r) {
  write(jsonl_, jsonl_path_,
        line_of({{"event", "estimate"},
                 {"epoch", r.epoch},
                 {"step", r.step},
                 {"t", seconds()},
                 {"batches", r.batches},
                 {"epoch_seconds", r.epoch_seconds},
                 {"validation_seconds", r.validation_seconds},
                 {"epochs_left", r.epochs_left},
                 {"seconds", r.seconds},
                 {"time_limit", r.time_limit}}));
}

void MetricsLog::epoch(const EpochRecord& r) {
  // An epoch without validation has empty cells, and null without "nonfinite".
  const auto validated = [&](double value) { return r.validated ? text::number_text(value) : ""; };
  std::string row = std::to_string(r.epoch) + "," + std::to_string(r.step) + "," +
                    text::number_text(r.train_loss) + "," + validated(r.val_loss) + "," +
                    text::number_text(r.train_rmse) + "," + validated(r.val_rmse);
  for (const double value : {r.best_val_rmse, r.grad_norm_median, r.grad_norm_max, r.learning_rate,
                             r.seconds, r.total_seconds, r.rows_per_s}) {
    row += "," + text::number_text(value);
  }
  write(csv_, csv_path_, row + "," + std::to_string(r.skipped_steps) + "\n");

  Json object = {{"event", "epoch"}, {"epoch", r.epoch}, {"step", r.step}, {"t", r.total_seconds}};
  put(object, "train_loss", r.train_loss);
  put(object, "train_rmse", r.train_rmse);
  object["validated"] = r.validated;
  if (r.validated) {
    put(object, "val_loss", r.val_loss);
    put(object, "val_rmse", r.val_rmse);
    object["improved"] = r.improved;
  }
  put(object, "best_val_rmse", r.best_val_rmse);
  put(object, "grad_norm_median", r.grad_norm_median);
  put(object, "grad_norm_max", r.grad_norm_max);
  put(object, "learning_rate", r.learning_rate);
  put(object, "seconds", r.seconds);
  put(object, "rows_per_s", r.rows_per_s);
  object["skipped_steps"] = r.skipped_steps;
  write(jsonl_, jsonl_path_, line_of(object));
}

void MetricsLog::guard(const GuardEvent& event) {
  Json object = {{"event", "guard"}, {"t", seconds()}};
  object.update(files::guard_json(event));
  write(jsonl_, jsonl_path_, line_of(object));
}

void MetricsLog::stats(const StatsRecord& record) {
  Json object = {
      {"event", "stats"}, {"epoch", record.epoch}, {"step", record.step}, {"t", seconds()}};
  object["tensors"] = Json::array();
  for (const TensorStats& tensor : record.tensors)
    object["tensors"].push_back({{"name", tensor.name},
                                 {"weight_norm", tensor.weight_norm},
                                 {"grad_norm", tensor.grad_norm},
                                 {"update_ratio", tensor.update_ratio}});
  object["saturated"] = Json::array();
  for (const GateStats& gate : record.gates)
    object["saturated"].push_back(
        {{"layer", gate.layer}, {"gate", gate.gate}, {"share", gate.saturated}});
  object["grad_by_distance"] = Json::array();
  for (const auto& [rows, norm] : record.grad_by_distance)
    object["grad_by_distance"].push_back(Json::array({rows, norm}));
  write(jsonl_, jsonl_path_, line_of(object));
}

// After a failure the file is given up: a line that follows a torn one would be worse than none.
void MetricsLog::write(files::LogFile& file, const std::string& path, const std::string& line) {
  if (file && std::fwrite(line.data(), 1, line.size(), file.get()) == line.size() &&
      std::fflush(file.get()) == 0) {
    return;
  }
  const int error = errno;
  if (!warned_ && warn_) {
    warn_(path + ": cannot be written, got \"" + std::strerror(error) +
          "\". The training goes on without it. Hint: is the disk full?");
  }
  warned_ = true;
  file.reset();
}

double MetricsLog::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
}

}  // namespace lstmtrain::run
