#include "data/batches/windows.hpp"

#include "data/csv_case.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

Dataset two_files() {
  Dataset data;
  data.files.resize(2);
  data.files[0].path = "long.csv";
  data.files[1].path = "short.csv";
  return data;
}

}  // namespace

TEST_CASE("data.windows: every window lies in one segment, in order, and none is missing") {
  const std::vector<Segment> segments = {{0, 0, 10}, {0, 12, 15}, {1, 5, 9}, {1, 20, 24}};
  for (const int lookback : {1, 3, 4})
    for (const int offset : {0, 1, 2})
      for (const int stride : {1, 2, 3}) {
        INFO("lookback " << lookback << " offset " << offset << " stride " << stride);
        std::vector<Window> expected;
        for (const Segment& s : segments)
          for (std::size_t begin = s.begin;; begin += static_cast<std::size_t>(stride)) {
            const std::size_t target = begin + static_cast<std::size_t>(lookback + offset) - 1;
            if (target >= s.end) break;
            expected.push_back({s.file, begin, target});
          }
        const Windows windows(two_files(), segments, lookback, offset, stride);
        REQUIRE(windows.count() == expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) {
          CHECK(windows.at(i).file == expected[i].file);
          CHECK(windows.at(i).begin == expected[i].begin);
          CHECK(windows.at(i).target == expected[i].target);
        }
      }
}

TEST_CASE("data.windows: no window names the longest series, LOOKBACK and what to do") {
  const std::string message = refused(ErrorCode::data, [] {
    Windows(two_files(), {{1, 0, 3}, {0, 2, 10}}, 8, 1, 1);
  });
  CHECK_THAT(message, contains("the longest unbroken series has 8 rows (long.csv)"));
  CHECK_THAT(message, contains("LOOKBACK + TARGET_OFFSET = 9 rows"));
  CHECK_THAT(message, contains("Hint: lower it"));
  CHECK_THAT(refused(ErrorCode::data, [] { Windows(two_files(), {}, 8, 1, 1); }),
             contains("no unbroken series"));
}
