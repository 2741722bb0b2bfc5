#include "data/split.hpp"

#include <algorithm>

#include "data/csv_case.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// `files` files of `rows` rows, each in two unbroken parts with one bad row in the middle.
Dataset in_parts(std::size_t files, std::size_t rows) {
  Dataset data;
  data.files.resize(files);
  for (std::size_t f = 0; f < files; ++f) {
    data.files[f].rows = rows;
    data.train.push_back({f, 0, rows / 2});
    data.train.push_back({f, rows / 2 + 1, rows});
    data.train_files.push_back(f);
  }
  return data;
}

Hyperparams settings(SplitMethod method, int lookback = 10) {
  Hyperparams hp;
  hp.sequence_split_method = method;
  hp.lookback = lookback;
  return hp;
}

std::size_t rows_of(const std::vector<Segment>& segments) {
  std::size_t rows = 0;
  for (const Segment& s : segments) rows += s.size();
  return rows;
}

// No training row is within `guard` rows of a validation row of the same unbroken part.
bool kept_apart(const Dataset& data, const std::vector<Segment>& parts, std::size_t guard) {
  for (const Segment& part : parts)
    for (const Segment& t : data.train)
      for (const Segment& v : data.val) {
        const auto inside = [&](const Segment& s) {
          return s.file == part.file && s.begin >= part.begin && s.end <= part.end;
        };
        if (!inside(t) || !inside(v)) continue;
        if (t.begin < v.end + guard && v.begin < t.end + guard) return false;
      }
  return true;
}

bool same(const std::vector<Segment>& a, const std::vector<Segment>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Segment& x, const Segment& y) {
    return x.file == y.file && x.begin == y.begin && x.end == y.end;
  });
}

}  // namespace

TEST_CASE("data.split: temporal takes the end of each file, with a guard before it") {
  Dataset data = in_parts(2, 1001);
  split_off_validation(settings(SplitMethod::temporal), data);
  REQUIRE(data.train.size() == 4);
  REQUIRE(data.val.size() == 2);
  CHECK(data.train[1].begin == 501);
  CHECK(data.train[1].end == 801);  // 80 % of the 1000 good rows
  CHECK(data.val[0].begin == 811);
  CHECK(data.val[0].end == 1001);
  CHECK(data.val_files == std::vector<std::size_t>{0, 1});
  CHECK_THAT(data.notes.at(0), contains("1600 rows to train, 380 to validate, 20 left out"));
}

TEST_CASE("data.split: the guard covers a target beyond the window, or the history of a stream") {
  Hyperparams hp = settings(SplitMethod::temporal);
  hp.target_offset = 5;
  Dataset data = in_parts(1, 1001);
  split_off_validation(hp, data);
  CHECK(data.val[0].begin == 816);
  hp.training_method = TrainingMethod::stream;
  hp.tbptt_steps = 20;
  hp.tbptt_history = 30;
  data = in_parts(1, 1001);
  split_off_validation(hp, data);
  CHECK(data.val[0].begin == 836);
}

TEST_CASE("data.split: file gives whole files to one side, by the seed") {
  Dataset data = in_parts(10, 101);
  split_off_validation(settings(SplitMethod::file), data);
  CHECK(data.train_files.size() == 8);
  CHECK(data.val_files.size() == 2);
  CHECK(rows_of(data.train) + rows_of(data.val) == 1000);
  for (const std::size_t file : data.val_files)
    CHECK(std::count(data.train_files.begin(), data.train_files.end(), file) == 0);

  Dataset again = in_parts(10, 101), other = in_parts(10, 101);
  split_off_validation(settings(SplitMethod::file), again);
  Hyperparams hp = settings(SplitMethod::file);
  hp.seed = 4;
  split_off_validation(hp, other);
  CHECK(data.val_files == again.val_files);
  CHECK(data.val_files != other.val_files);
}

TEST_CASE("data.split: two files are one to each side") {
  Dataset data = in_parts(2, 101);
  split_off_validation(settings(SplitMethod::file), data);
  CHECK(data.train_files.size() == 1);
  CHECK(data.val_files.size() == 1);
}

TEST_CASE("data.split: shuffled keeps the share, keeps windows apart and depends on the seed") {
  const Dataset whole = in_parts(3, 20001);
  Dataset data = whole, again = whole, other = whole;
  Hyperparams hp = settings(SplitMethod::shuffled);
  split_off_validation(hp, data);
  split_off_validation(hp, again);
  hp.seed = 4;
  split_off_validation(hp, other);
  CHECK(kept_apart(data, whole.train, 10));
  const double all = static_cast<double>(rows_of(data.train) + rows_of(data.val));
  CHECK(static_cast<double>(rows_of(data.train)) / all == Approx(0.8).margin(0.03));
  CHECK(all > 0.95 * 60000);
  CHECK(same(data.train, again.train));
  CHECK(same(data.val, again.val));
  CHECK_FALSE(same(data.val, other.val));
}

TEST_CASE("data.split: shuffled blocks still hold a window when LOOKBACK is long") {
  Dataset data = in_parts(1, 2001);
  const std::vector<Segment> parts = data.train;
  split_off_validation(settings(SplitMethod::shuffled, 100), data);
  CHECK(kept_apart(data, parts, 100));
  CHECK(std::any_of(data.val.begin(), data.val.end(),
                    [](const Segment& s) { return s.size() >= 100; }));
}

TEST_CASE("data.split: a side without rows is an error that says what to do") {
  Dataset data = in_parts(1, 21);
  const std::string message = refused(
      ErrorCode::data, [&] { split_off_validation(settings(SplitMethod::temporal, 400), data); });
  CHECK_THAT(message, contains("no validation rows"));
  CHECK_THAT(message, contains("LOOKBACK"));
  CHECK_THAT(message, contains("give --val"));
  data = in_parts(1, 100);
  refused(ErrorCode::data, [&] { split_off_validation(settings(SplitMethod::file), data); });
}
