#include "data/validation_rows.hpp"

#include <limits>

#include "lstmtrain/error.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// The message, or "" when a validation of `rows` rows is good.
std::string refusal(const Hyperparams& hp, const Dataset& data) {
  try {
    require_validation_rows(hp, data);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::data);
    return error.what();
  }
  return "";
}

Hyperparams settings(bool stream, int warmup, int offset) {
  Hyperparams hp = small_run(stream);
  hp.lookback = 10;
  hp.warmup_rows = warmup;
  hp.target_offset = offset;
  return hp;
}

}  // namespace

TEST_CASE("data.validation_rows: one more row than are left out is enough, and one fewer is not") {
  struct Case {
    bool stream;
    int warmup, offset;
    std::size_t needed;
    const char* sum;
  };
  for (const Case& c : {Case{true, 0, 0, 1, "WARMUP_ROWS + TARGET_OFFSET + 1 = 1 rows"},
                        Case{true, 20, 0, 21, "WARMUP_ROWS + TARGET_OFFSET + 1 = 21 rows"},
                        Case{true, 20, 5, 26, "WARMUP_ROWS + TARGET_OFFSET + 1 = 26 rows"},
                        Case{false, 0, 0, 10, "LOOKBACK + TARGET_OFFSET = 10 rows"},
                        Case{false, 9, 3, 13, "LOOKBACK + TARGET_OFFSET = 13 rows"},
                        Case{false, 20, 0, 21, "WARMUP_ROWS + TARGET_OFFSET + 1 = 21 rows"},
                        Case{false, 20, 4, 25, "WARMUP_ROWS + TARGET_OFFSET + 1 = 25 rows"}}) {
    const Hyperparams hp = settings(c.stream, c.warmup, c.offset);
    INFO(c.sum);
    CHECK(refusal(hp, low_pass_data({50}, c.needed)) == "");
    CHECK_THAT(refusal(hp, low_pass_data({50}, c.needed - 1)), contains(c.sum));
    CHECK(first_scored_row(hp) < c.needed);
  }
}

TEST_CASE("data.validation_rows: a cell that MISSING_DATA keep feeds and that leaves no error") {
  const float bad =
      GENERATE(std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
               -std::numeric_limits<float>::infinity());
  Hyperparams hp = settings(true, 20, 5);
  hp.missing_data = MissingData::keep;
  const auto with = [&](std::size_t row, std::size_t column) {
    Dataset data = low_pass_data({50}, 40);
    data.files.back().values[row * 2 + column] = bad;
    return refusal(hp, data);
  };
  CHECK(refusal(hp, low_pass_data({50}, 40)) == "");
  CHECK_THAT(with(0, 0), contains("got 1 of 40 rows with a cell that is not finite") &&
                             contains("val.csv:2, column \"x\" = "));
  CHECK_THAT(with(34, 0), contains("val.csv:36"));  // the last input that an error depends on
  CHECK(with(35, 0) == "");
  CHECK(with(24, 1) == "");  // no error is asked of it
  CHECK_THAT(with(25, 1), contains("val.csv:27, column \"y\" = ") && contains("MISSING_DATA keep"));
  hp.missing_data = MissingData::split;  // those of files hold no such cell, a caller's may
  CHECK_THAT(with(0, 0), contains("val.csv:2") && contains("validation segments"));
}
