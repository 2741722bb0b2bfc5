#include "io/metrics_log.hpp"

#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "support/catch.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using nlohmann::json;
using test::read_file;
using test::TempDir;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

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
  io::MetricsLog log{dir / "m.csv", dir / "m.jsonl", "mV",
                     [this](const std::string& line) { warnings.push_back(line); }};

  std::string csv() const { return read_file(dir / "m.csv"); }
  std::vector<json> events() const { return lines_of(read_file(dir / "m.jsonl")); }
};

}  // namespace

TEST_CASE("io.metrics_log: every epoch is on the disk when it is reported, exactly") {
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

TEST_CASE("io.metrics_log: a number that is not finite is null and named") {
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

TEST_CASE("io.metrics_log: an epoch without validation has no validation values") {
  Log log;
  EpochRecord record = epoch_record();
  record.validated = false;
  record.val_loss = record.val_rmse = kNaN;
  log.log.epoch(record);
  CHECK_FALSE(log.events()[0].contains("val_rmse"));
  CHECK(log.csv().find("3,42,0.1,,12.5,,0.25,") != std::string::npos);
}

TEST_CASE("io.metrics_log: guard events say where and what") {
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

TEST_CASE("io.metrics_log: a disk that is full is warned of once and stops nothing") {
  const TempDir dir;
  int warnings = 0;
  io::MetricsLog log("/dev/full", dir / "m.jsonl", "", [&](const std::string&) { ++warnings; });
  for (int i = 0; i < 3; ++i) log.epoch(epoch_record());
  CHECK(warnings == 1);
  CHECK(lines_of(read_file(dir / "m.jsonl")).size() == 3);
}

TEST_CASE("io.metrics_log: a folder that is gone is warned of once") {
  const TempDir dir;
  int warnings = 0;
  io::MetricsLog log(dir / "gone/m.csv", dir / "gone/m.jsonl", "",
                     [&](const std::string&) { ++warnings; });
  log.epoch(epoch_record());
  CHECK(warnings == 1);
}
