// The fingerprint of data in a checkpoint: a version of its own, compared by that version's rule.
#include "lstmtrain/error.hpp"
#include "settings/resume_check.hpp"
#include "support/catch.hpp"
#include "support/refusal.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

TEST_CASE("settings.fingerprint: one changed value, split or scaler is another one") {
  const Dataset data = low_pass_data({40, 30}, 20);
  const Scaler scaler = identity_scaler(2);
  const std::string then = settings::data_fingerprint(data, scaler);
  CHECK(settings::data_differences(then, settings::data_fingerprint(data, scaler, 2)).empty());
  Dataset value = data, split = data;
  value.files[1].values[7] += 1;
  split.train[0].end -= 1;
  Scaler other = scaler;
  other.scale[0] = 2;
  for (const std::string& now :
       {settings::data_fingerprint(value, scaler), settings::data_fingerprint(split, scaler),
        settings::data_fingerprint(data, other)}) {
    CHECK(settings::data_differences(then, now).size() == 1);
    CHECK(settings::fingerprint_digest(now) != settings::fingerprint_digest(then));
  }
  CHECK_THAT(settings::fingerprint_digest(then), Catch::Matchers::StartsWith("v2 crc32c "));
}

TEST_CASE(
    "settings.fingerprint: times, the sampling period and the test files, from version 2 on") {
  Dataset data = low_pass_data({40, 30}, 20);
  data.files.push_back(data.files.back());
  data.files.back().name = "test.csv";
  data.test_files = {data.files.size() - 1};
  for (SourceFile& file : data.files)
    for (std::size_t row = 0; row < file.rows; ++row) file.time.push_back(static_cast<double>(row));
  const Scaler scaler = identity_scaler(2);
  Dataset time = data, period = data, test = data;
  time.files[0].time[3] += 0.25;
  period.period = 10;
  test.files.back().values[1] += 1;
  for (const Dataset* now : {&time, &period, &test}) {
    const auto differences = [&](int version) {
      return settings::data_differences(settings::data_fingerprint(data, scaler, version),
                                        settings::data_fingerprint(*now, scaler, version));
    };
    CHECK(differences(2).size() == 1);
    CHECK(differences(1).empty());
  }
}

TEST_CASE("settings.fingerprint: what is no object is refused") {
  for (const char* bad : {"[]", "3", "\"x\"", "null"})
    CHECK_THAT(refused(ErrorCode::data, [&] { settings::data_differences(bad, "{}"); }),
               contains("is no object"));
}

TEST_CASE("settings.fingerprint: its version is 1 where none is named, and unknown ones are told") {
  CHECK(settings::fingerprint_version({}, "c") == 1);
  CHECK(settings::fingerprint_version({{"fingerprint_version", "1"}}, "c") == 1);
  for (const char* bad : {"0", "1.5", "\"1\"", "x"})
    CHECK_THROWS_AS(settings::fingerprint_version({{"fingerprint_version", bad}}, "c"), Error);
  const std::string newer = refused(ErrorCode::data, [] {
    settings::fingerprint_version({{"fingerprint_version", "7"}}, "run/checkpoint");
  });
  CHECK_THAT(newer, contains("run/checkpoint: ") && contains("got 7") && contains("update"));
}
