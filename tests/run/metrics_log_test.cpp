#include "run/metrics_log.hpp"

#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/nan.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using nlohmann::json;
using test::read_file;
using test::TempDir;
using test::write_file;

namespace {

EpochRecord epoch_record() {
  EpochRecord record;
  record.epoch = 3;
  record.step = 42;
  record.train_loss = 0.1;
  record.val_loss = 0.2;
  record.train_rmse = 12.5;
  record.val_rmse = 1.0 / 3.0;
  record.best_val_rmse = 0.25;
  record.validated = true;
  record.learning_rate = 1e-3;
  record.skipped_steps = 1;
  return record;
}

std::vector<json> lines_of(const std::string& text) {
  std::vector<json> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(json::parse(line));
  return lines;
}

struct Log {
  TempDir dir;
  std::vector<std::string> warnings;
  run::MetricsLog log{dir / "m.csv", dir / "m.jsonl", "mV",
                      [this](const std::string& line) { warnings.push_back(line); }};

  explicit Log(const StartRecord& record = {}) { log.start(record); }
  std::string csv() const { return read_file(dir / "m.csv"); }
  // Without the first, which says that a training starts.
  std::vector<json> events() const {
    std::vector<json> all = lines_of(read_file(dir / "m.jsonl"));
    return {all.begin() + 1, all.end()};
  }
};

}  // namespace

TEST_CASE("run.metrics_log: every epoch is on the disk when it is reported, exactly") {
  Log log;
  log.log.epoch(epoch_record());
  std::istringstream in(log.csv());
  std::string header, row;
  std::getline(in, header);
  std::getline(in, row);
  CHECK(std::count(header.begin(), header.end(), ',') == std::count(row.begin(), row.end(), ','));
  CHECK(row == "3,42,0.1,0.2,12.5,0.3333333333333333,0.25,0,0,0.001,0,0,0,1");
  REQUIRE(log.events().size() == 1);
  const json event = log.events()[0];
  CHECK(event["event"] == "epoch");
  CHECK(event["val_rmse"].get<double>() == 1.0 / 3.0);
  CHECK_FALSE(event.contains("nonfinite"));
}

TEST_CASE("run.metrics_log: a number that is not finite is null and named") {
  Log log;
  EpochRecord record = epoch_record();
  record.train_loss = kNaN;
  record.val_rmse = -std::numeric_limits<double>::infinity();
  log.log.epoch(record);
  const json event = log.events()[0];
  CHECK(event["train_loss"].is_null());
  CHECK(event["nonfinite"]["train_loss"] == "nan");
  CHECK(event["nonfinite"]["val_rmse"] == "-inf");
  CHECK(log.csv().find("3,42,nan,0.2,12.5,-inf,") != std::string::npos);
}

TEST_CASE("run.metrics_log: an epoch without validation has no validation values") {
  Log log;
  EpochRecord record = epoch_record();
  record.validated = false;
  record.val_loss = record.val_rmse = kNaN;
  log.log.epoch(record);
  CHECK_FALSE(log.events()[0].contains("val_rmse"));
  CHECK(log.csv().find("3,42,0.1,,12.5,,0.25,") != std::string::npos);
}

TEST_CASE("run.metrics_log: guard events say where and what") {
  Log log;
  log.log.guard({"skipped_step", 2, 7, "a.csv:17", "loss is nan", {1.5, kNaN}});
  const json event = log.events()[0];
  CHECK(event["event"] == "guard");
  CHECK(event["kind"] == "skipped_step");
  CHECK(event["where"] == "a.csv:17");
  CHECK(event["last_grad_norms"][0] == 1.5);
  CHECK(event["last_grad_norms"][1].is_null());
  CHECK(event["nonfinite"]["last_grad_norms"] == "nan");
}

TEST_CASE("run.metrics_log: a disk that is full is warned of once and stops nothing") {
  const TempDir dir;
  int warnings = 0;
  run::MetricsLog log("/dev/full", dir / "m.jsonl", "", [&](const std::string&) { ++warnings; });
  log.start({});
  for (int i = 0; i < 3; ++i) log.epoch(epoch_record());
  CHECK(warnings == 1);
  CHECK(lines_of(read_file(dir / "m.jsonl")).size() == 4);
}

TEST_CASE("run.metrics_log: a folder that is gone is warned of once") {
  const TempDir dir;
  int warnings = 0;
  run::MetricsLog log(dir / "gone/m.csv", dir / "gone/m.jsonl", "",
                      [&](const std::string&) { ++warnings; });
  log.start({});
  log.epoch(epoch_record());
  CHECK(warnings == 1);
}

TEST_CASE("run.metrics_log: what the training will take") {
  Log log;
  log.log.estimate({1, 20, 20, 2.5, 0.25, 100, 250, 60});
  REQUIRE(log.events().size() == 1);
  const json event = log.events()[0];
  CHECK(event["event"] == "estimate");
  CHECK((event["epoch"] == 1 && event["step"] == 20 && event["batches"] == 20));
  CHECK((event["epoch_seconds"] == 2.5 && event["validation_seconds"] == 0.25));
  CHECK((event["epochs_left"] == 100 && event["seconds"] == 250 && event["time_limit"] == 60));
}

TEST_CASE("run.metrics_log: a run that goes on keeps what was before its checkpoint") {
  const TempDir dir;
  const std::string csv = dir / "m.csv", jsonl = dir / "m.jsonl";
  const auto log_of = [&](const StartRecord& record) {
    auto log = std::make_unique<run::MetricsLog>(csv, jsonl, "mV", [](const std::string&) {});
    log->start(record);
    return log;
  };
  EpochRecord record = epoch_record();
  {
    const auto log = log_of({});
    for (record.epoch = 1; record.epoch <= 3; ++record.epoch) {
      log->guard({"skipped_step", record.epoch, record.epoch * 10 - 5, "", "", {}});
      log->guard({"skipped_step", record.epoch, record.epoch * 10 - 3, "", "", {}});
      log->epoch(record);
      EstimateRecord estimate;
      estimate.epoch = record.epoch + 1;
      if (record.epoch != 2) log->estimate(estimate);
    }
  }
  // Longer than a block, so that the cut is found behind it.
  write_file(jsonl, read_file(jsonl) + "{\"event\":\"epoch\",\"epoch\":4,\"text\":\"" +
                        std::string(200000, 'x') + "\"}\n{\"event\":\"epo");
  std::FILE* torn = std::fopen(csv.c_str(), "a");
  std::fputs("4,42,0.1", torn);
  std::fclose(torn);
  StartRecord resumed;
  resumed.resumed = true;
  resumed.epochs_done = 2;
  resumed.step = 26;
  const auto log = log_of(resumed);
  record.epoch = 3;
  log->epoch(record);
  const std::string text = read_file(csv);
  CHECK(std::count(text.begin(), text.end(), '\n') == 4);
  CHECK(text.find("\n2,") < text.find("\n3,"));
  std::vector<std::string> events;
  for (const json& event : lines_of(read_file(jsonl)))
    events.push_back(event["event"].get<std::string>() + " " +
                     std::to_string(event.value("step", 0)));
  CHECK(events == std::vector<std::string>{"start 0", "guard 5", "guard 7", "epoch 42",
                                           "estimate 0", "guard 15", "guard 17", "epoch 42",
                                           "guard 25", "resume 0", "epoch 42"});
}
