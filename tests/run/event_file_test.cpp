#include "run/event_file.hpp"

#include <filesystem>

#include "base/checksum.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using namespace lstmtrain::run;
using namespace lstmtrain::test;

TEST_CASE("run.event_file: a record is its length, two masked checks and its bytes") {
  const std::string record = event_record("abc");
  REQUIRE(record.size() == 8 + 4 + 3 + 4);
  CHECK(record.substr(0, 8) == std::string("\3\0\0\0\0\0\0\0", 8));
  CHECK(record.substr(12, 3) == "abc");
  const std::uint32_t crc = crc32c("abc"), masked = (crc >> 15 | crc << 17) + 0xA282EAD8U;
  for (std::size_t i = 0; i < 4; ++i)
    CHECK(static_cast<unsigned char>(record[15 + i]) == (masked >> (8 * i) & 0xFFU));
}

TEST_CASE("run.event_file: an event is protobuf") {
  // wall_time 1.0 (field 1, fixed64), step 300 (field 2, varint), summary (field 5) of one value
  const std::string event = scalars_event(1.0, 300, {{"a", 0.5}});
  CHECK(event == std::string("\x09\0\0\0\0\0\0\xF0\x3F", 9) + "\x10\xAC\x02" + "\x2A\x0A" +
                     "\x0A\x08" +
                     "\x0A\x01"
                     "a" +
                     std::string("\x15\0\0\0\x3F", 5));
}

TEST_CASE(
    "run.event_file: each session has a file, epochs are on the disk at once, failures are said "
    "once") {
  const TempDir dir;
  std::vector<std::string> warnings;
  EventLog log(dir.path().string(), "mV",
               [&](const std::string& line) { warnings.push_back(line); });
  log.start({});
  std::filesystem::path file;
  for (const auto& entry : std::filesystem::directory_iterator(dir.path())) file = entry.path();
  CHECK(is_event_file(file.filename().string()));
  const auto begin = std::filesystem::file_size(file);
  CHECK(begin == event_record(version_event(0)).size());
  EpochRecord epoch;
  epoch.epoch = 1;
  epoch.validated = true;
  log.epoch(epoch);
  CHECK(read_file(file).find("val/rmse_mV") != std::string::npos);
  CHECK(warnings.empty());

  EventLog lost((dir / "no such folder").string(), "mV",
                [&](const std::string& line) { warnings.push_back(line); });
  lost.start({});
  lost.epoch(epoch);
  CHECK(warnings.size() == 1);
}
