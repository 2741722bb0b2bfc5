// Files that would be trained on in parts of a few rows.
#include "data/time/tiny_parts.hpp"

#include "data/csv_case.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// The text of a file of `rows` rows whose time and T are what `cells` makes of the row.
template <class Cells>
std::string file_of(int rows, Cells cells) {
  std::string text = "Time,I,T,V\n";
  for (int row = 0; row < rows; ++row) {
    const auto [time, t] = cells(row);
    text += time + "," + std::to_string(row % 7) + "," + t + "," + std::to_string(row % 5) + "\n";
  }
  return text;
}

std::string said(const std::string& text) {
  const TempDir dir;
  write_file(dir / "a.csv", text);
  write_file(dir / "v.csv", good_csv(400));
  Hyperparams hp = volts();
  hp.training_method = TrainingMethod::stream;
  hp.ignore_unit_check = true;
  return refused(ErrorCode::data, [&] {
    load_dataset(hp, {{(dir / "a.csv").string()}, {(dir / "v.csv").string()}, {}});
  });
}

}  // namespace

TEST_CASE("data.tiny_parts: the cause is named, and what to do") {
  CHECK_THAT(
      said(file_of(900,
                   [](int row) {
                     return std::pair{std::to_string(row % 3), std::string("20")};
                   })),
      contains("training data: 300 parts, of which 300 have fewer than 10 rows, cut by 299 steps "
               "back of \"Time\"") &&
          contains("TIME_COLUMN"));
  CHECK_THAT(said(file_of(900,
                          [](int row) {
                            return std::pair{std::to_string(row + row / 4 * 60), std::string("20")};
                          })),
             contains("225 parts") && contains("time gaps of \"Time\"") && contains("RESAMPLE_HZ"));
  CHECK_THAT(
      said(file_of(900,
                   [](int row) {
                     return std::pair{std::to_string(row), std::string(row % 3 == 0 ? "" : "20")};
                   })),
      contains("300 rows with a bad cell") && contains("leave \"T\" out"));
}

TEST_CASE("data.tiny_parts: a few bad cells, and long series beside short ones, are no fault") {
  Dataset data;
  data.files.resize(1);
  data.summaries.resize(1);
  std::vector<Segment> segments;
  for (std::size_t i = 0; i < 150; ++i) segments.push_back({0, 9 * i, 9 * i + 9});
  CHECK_THROWS_AS(require_whole_parts(data, {0}, segments, "training data"), Error);
  segments.push_back({0, 2000, 2000 + 1350});  // half of the rows
  CHECK_NOTHROW(require_whole_parts(data, {0}, segments, "training data"));
  segments.assign(99, {0, 0, 1});
  CHECK_NOTHROW(require_whole_parts(data, {0}, segments, "training data"));
}
