// Rows that train and judge at once are found wherever they stand in their files.
#include "data/compare/overlap.hpp"

#include "support/battery.hpp"
#include "support/catch.hpp"
#include "support/refusal.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// Rows `from` to `to` of `source` in the place of as many of `drive`, from `at` on.
void copy_rows(const BatteryDrive& source, std::size_t from, std::size_t rows, std::size_t at,
               BatteryDrive& drive) {
  for (const auto column : {&BatteryDrive::current, &BatteryDrive::temperature, &BatteryDrive::soc,
                            &BatteryDrive::voltage})
    std::copy_n((source.*column).begin() + static_cast<std::ptrdiff_t>(from), rows,
                (drive.*column).begin() + static_cast<std::ptrdiff_t>(at));
}

std::string refusal_with(const BatteryDrive& train, const BatteryDrive& val,
                         const BatteryDrive& test, bool allowed = false) {
  Hyperparams hp = battery_settings();
  hp.ignore_unit_check = true;
  hp.allow_overlap = allowed;
  return refusal_of(ErrorCode::data, [&] {
    dataset_from_memory(hp, {{train.series("t0"), battery_drive(500, 700).series("t1")},
                             {val.series("v")},
                             {test.series("w")}});
  });
}

}  // namespace

TEST_CASE("data.overlap: 300 rows in common are refused, at any place; 299 are not") {
  const BatteryDrive train = battery_drive(1), other = battery_drive(2);
  CHECK(refusal_with(train, battery_drive(3), other).empty());
  for (const std::size_t from : {0U, 1U, 149U, 150U, 777U, 1700U})
    for (const std::size_t at : {0U, 13U, 1700U})
      for (const std::size_t rows : {299U, 300U}) {
        INFO(rows << " rows from " << from << " at " << at);
        BatteryDrive judged = battery_drive(3);
        copy_rows(train, from, rows, at, judged);
        const std::string in_val = refusal_with(train, judged, other);
        const std::string in_test = refusal_with(train, other, judged);
        if (rows < 300) {
          CHECK(in_val.empty());
          CHECK(in_test.empty());
          continue;
        }
        CHECK_THAT(in_val, contains("v:" + std::to_string(at + 1) + ": 300 rows"));
        CHECK_THAT(in_val, contains("from t0:" + std::to_string(from + 1)));
        CHECK_THAT(in_test, contains("of this test file"));
        CHECK_THAT(in_test, contains("ALLOW_OVERLAP"));
        CHECK(refusal_with(train, judged, other, true).empty());
      }
}

TEST_CASE("data.overlap: a whole file is refused however short, a common rest is not") {
  const BatteryDrive train = battery_drive(1), small = battery_drive(9, 40);
  Hyperparams hp = battery_settings();
  const std::string message = refused(ErrorCode::data, [&] {
    dataset_from_memory(hp, {{train.series("t0"), small.series("t1")}, {}, {small.series("w")}});
  });
  CHECK_THAT(message,
             contains("w:1: all 40 rows of this test file are training rows too, from t1:1"));

  BatteryDrive rested = battery_drive(1), resting = battery_drive(2);
  for (BatteryDrive* drive : {&rested, &resting})
    for (std::size_t row = 300; row < 1900; ++row) {
      drive->current[row] = 0;
      drive->temperature[row] = 25;
      drive->soc[row] = 0.5;
      drive->voltage[row] = 3.7;
    }
  CHECK(refusal_with(rested, resting, battery_drive(3)).empty());
}
