#include "data/clean/gate.hpp"

#include <cmath>

#include "base/nan.hpp"
#include "data/csv_case.hpp"
#include "data/time/parts.hpp"
#include "data/time/sampling_rate.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

SourceFile file_of(const std::vector<float>& values, const std::vector<double>& time = {}) {
  SourceFile file;
  file.rows = values.size();
  file.columns = 1;
  file.values = values;
  file.time = time;
  file.period = median_period(file);
  return file;
}

using Ranges = std::vector<std::pair<std::size_t, std::size_t>>;

Ranges ranges(const std::vector<Segment>& segments) {
  Ranges list;
  for (const Segment& s : segments) list.emplace_back(s.begin, s.end);
  return list;
}

}  // namespace

TEST_CASE("data.gate: time gaps and steps back end a part, a repeated stamp does not") {
  const SourceFile file = file_of({1, 2, 3, 4, 5, 6, 7, 8, 9}, {0, 1, 2, 2, 3, 9, 10, 8, 9});
  CHECK(file.period == 1);
  CHECK(ranges(parts_in_time(file, 0)) == Ranges{{0, 5}, {5, 7}, {7, 9}});
  FileSummary summary;
  count_gaps(file, summary);
  CHECK(summary.gaps == 1);
  CHECK(summary.backward == 1);
  CHECK(summary.repeated == 1);
  CHECK(summary.period == 1);
}

TEST_CASE("data.gate: cells between equal stamps are filled by rows") {
  SourceFile file = file_of({1, NAN, 3, 4}, {0, 0, 0, 1});
  CHECK(interpolate(file, parts_in_time(file, 0)) == 1);
  CHECK(file.values == std::vector<float>{1, 2, 3, 4});
}

TEST_CASE("data.gate: a step of exactly 5x the median is no gap") {
  CHECK(ranges(parts_in_time(file_of({1, 2, 3, 4}, {0, 1, 2, 7}), 0)) == Ranges{{0, 4}});
  CHECK(ranges(parts_in_time(file_of({1, 2, 3, 4}, {0, 1, 2, 7.01}), 0)) == Ranges{{0, 3}, {3, 4}});
}

TEST_CASE("data.gate: a row without a time stands alone; without a time column all is one part") {
  const SourceFile file = file_of({1, 2, 3, 4, 5}, {0, 1, std::nan(""), 3, 4});
  CHECK(ranges(parts_in_time(file, 0)) == Ranges{{0, 2}, {2, 3}, {3, 5}});
  CHECK(ranges(parts_in_time(file_of({1, 2, 3}), 4)) == Ranges{{0, 3}});
  CHECK(parts_in_time(file_of({1, 2, 3}), 4)[0].file == 4);
  CHECK(median_period(file_of({1, 2, 3})) == 0);
}

TEST_CASE("data.gate: bad cells split a part, and nothing joins two parts") {
  const SourceFile file =
      file_of({1, kNaNf, 3, 4, 5, 6, kNaNf, kNaNf}, {0, 1, 2, 3, 20, 21, 22, 23});
  const std::vector<Segment> parts = parts_in_time(file, 0);
  CHECK(ranges(unbroken(file, parts, false)) == Ranges{{0, 1}, {2, 4}, {4, 6}});
  CHECK(ranges(unbroken(file, parts, true)) == Ranges{{0, 4}, {4, 8}});
  FileSummary summary;
  count_gaps(file, summary);
  CHECK(count_bad_rows(file) == 3);
}

TEST_CASE("data.gate: interpolate is linear in time, inside a part only, and leaves its ends") {
  SourceFile file = file_of({kNaNf, 1, kNaNf, 4, kNaNf, 7, kNaNf}, {0, 1, 3, 4, 5, 50, 51});
  const std::vector<Segment> parts = parts_in_time(file, 0);
  REQUIRE(ranges(parts) == Ranges{{0, 5}, {5, 7}});
  CHECK(interpolate(file, parts) == 1);
  CHECK(file.values[2] == Approx(3));  // two thirds of the way from 1 to 4
  for (const std::size_t row : std::initializer_list<std::size_t>{0, 4, 6})
    CHECK(std::isnan(file.values[row]));
  CHECK(ranges(unbroken(file, parts, false)) == Ranges{{1, 4}, {5, 6}});
}

TEST_CASE("data.gate: interpolate without a time column goes by rows") {
  SourceFile file = file_of({1, kNaNf, kNaNf, 4});
  CHECK(interpolate(file, parts_in_time(file, 0)) == 2);
  CHECK(file.values == std::vector<float>{1, 2, 3, 4});
}
