// Rows from memory and the same rows from a file are one data set, to the last bit.
#include "lstmtrain/memory_data.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

#include "data/file_paths.hpp"
#include "lstmtrain/error.hpp"
#include "lstmtrain/trainer.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using test::contains;
using test::TempDir;

namespace {

struct Columns {
  std::vector<double> time, x, y;

  MemorySeries series(const std::string& name) const {
    return {name, {{"y", std::span(y)}, {"unused", std::span(x)}, {"x", std::span(x)}}, time};
  }
  std::string csv() const {
    std::string text = "Time,x,y\n";
    for (std::size_t row = 0; row < x.size(); ++row)
      text += number(time[row]) + "," + number(x[row]) + "," + number(y[row]) + "\n";
    return text;
  }
  static std::string number(double value) {
    char text[64];
    return {text, std::to_chars(text, text + sizeof(text), value).ptr};
  }
};

// Ten rows a second with a gap in time, bad cells of each kind, and a number beyond float32.
Columns drive(std::size_t rows, std::uint32_t seed) {
  const SourceFile file = test::low_pass_file("", rows, seed);
  Columns columns;
  for (std::size_t row = 0; row < rows; ++row) {
    columns.time.push_back(0.1 * static_cast<double>(row) + (row > rows / 2 ? 60 : 0));
    columns.x.push_back(static_cast<double>(file.at(row, 0)) + 1e-12);
    columns.y.push_back(static_cast<double>(file.at(row, 1)));
  }
  columns.x[7] = std::numeric_limits<double>::quiet_NaN();
  columns.y[20] = std::numeric_limits<double>::infinity();
  columns.x[33] = 1e300;
  columns.y[44] = -200;
  return columns;
}

Hyperparams settings() {
  Hyperparams hp = test::small_run(false);
  hp.missing_values = {-200};
  hp.max_epochs = 2;
  return hp;
}

template <class Number>
std::vector<unsigned char> bytes_of(const std::vector<Number>& values) {
  const auto* begin = reinterpret_cast<const unsigned char*>(values.data());
  return {begin, begin + values.size() * sizeof(Number)};
}

bool same(const std::vector<Segment>& a, const std::vector<Segment>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Segment& s, const Segment& t) {
    return s.file == t.file && s.begin == t.begin && s.end == t.end;
  });
}

// All but the names and lines, which only a file has.
void check_equal(const Dataset& a, const Dataset& b) {
  CHECK(a.columns == b.columns);
  CHECK(a.num_features == b.num_features);
  REQUIRE(a.files.size() == b.files.size());
  for (std::size_t i = 0; i < a.files.size(); ++i) {
    CHECK(a.files[i].rows == b.files[i].rows);
    CHECK(bytes_of(a.files[i].values) == bytes_of(b.files[i].values));
    CHECK(bytes_of(a.files[i].time) == bytes_of(b.files[i].time));
    CHECK(a.files[i].breaks == b.files[i].breaks);
    CHECK(a.files[i].period == b.files[i].period);
    CHECK(a.summaries[i].bad_rows == b.summaries[i].bad_rows);
    CHECK(a.summaries[i].gaps == b.summaries[i].gaps);
  }
  CHECK(same(a.train, b.train));
  CHECK(same(a.val, b.val));
  CHECK(a.train_files == b.train_files);
  CHECK(a.val_files == b.val_files);
  CHECK(a.test_files == b.test_files);
  CHECK(a.period == b.period);
}

void check_as_from_files(const Hyperparams& hp, bool with_validation) {
  const Columns first = drive(400, 1), second = drive(300, 2), third = drive(200, 3);
  const TempDir dir;
  test::write_file(dir / "a.csv", first.csv());
  test::write_file(dir / "b.csv", second.csv());
  test::write_file(dir / "c.csv", third.csv());
  DataPaths paths{{dir / "a.csv", dir / "b.csv"}, {}, {dir / "c.csv"}};
  MemoryData memory{{first.series("a"), second.series("")}, {}, {third.series("c")}};
  if (with_validation) {
    paths.val = {dir / "c.csv"};
    memory.val = {third.series("v")};
  }
  const Dataset from_files = load_dataset(hp, paths), data = dataset_from_memory(hp, memory);
  check_equal(data, from_files);
  CHECK(data.files[0].name == "a");
  CHECK(data.files[1].name == "train[1]");
  Reporter silent;
  const Model a = fit(hp, data, silent, {.threads = 1}).model,
              b = fit(hp, from_files, silent, {.threads = 1}).model;
  CHECK(bytes_of(a.params) == bytes_of(b.params));
  CHECK(bytes_of(a.scaler.offset) == bytes_of(b.scaler.offset));
  CHECK(bytes_of(a.scaler.scale) == bytes_of(b.scaler.scale));
}

void refused(const Hyperparams& hp, const MemoryData& data, const char* part) {
  try {
    dataset_from_memory(hp, data);
    FAIL_CHECK("was not refused");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::data);
    CHECK_THAT(error.what(), contains(part));
  }
}

}  // namespace

TEST_CASE("data.memory_data: rows from memory are those of a file, and so is the model") {
  check_as_from_files(settings(), false);
  check_as_from_files(settings(), true);
}

TEST_CASE("data.memory_data: resampled and derived columns too") {
  Hyperparams hp = settings();
  hp.lookback = hp.tbptt_history = 10;  // half the rate leaves 19 rows to validate on
  hp.resample_hz = 5;
  hp.derived_columns = {"slow: low_pass(x, 2)"};
  hp.feature_columns = {"x", "slow"};
  check_as_from_files(hp, false);
}

TEST_CASE("data.memory_data: float columns, no time, and what is borrowed may go") {
  Dataset data;
  {
    std::vector<float> x(60, 1.0F), y(60, 2.0F);
    x[3] = 0.5F;
    data = test_data_from_memory(
        settings(), {{"s", {{"x", std::span<const float>(x)}, {"y", std::span<const float>(y)}}}});
  }
  REQUIRE(data.files.size() == 1);
  CHECK(data.files[0].at(3, 0) == 0.5F);
  CHECK(data.files[0].time.empty());
  CHECK(data.test_files == std::vector<std::size_t>{0});
  CHECK(data.files[0].line(3) == 4);
}

TEST_CASE("data.memory_data: columns that do not fit are named") {
  const Hyperparams hp = settings();
  const std::vector<double> x(100, 1.0), y(99, 2.0), none;
  const std::span<const double> sx(x), sy(y), empty(none);
  refused(hp, {{{"s", {{"x", sx}}}}, {}, {}}, "s: column \"y\" is missing");
  refused(hp, {{{"s", {{"x", sx}, {"y", sy}}}}, {}, {}}, "99 rows, expected 100");
  refused(hp, {{{"s", {{"x", sx}, {"y", sx}, {"x", sx}}}}, {}, {}}, "got it twice");
  refused(hp, {{{"s", {{"x", empty}, {"y", empty}}}}, {}, {}}, "no row");
  refused(hp, {{{"s", {{"x", sx}, {"y", sx}}, sy}}, {}, {}}, "99 rows, expected 100");
  refused(hp, {}, "training data");
}
