#include "data/clean/scale_notes.hpp"

#include "data/csv_case.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// A dataset of features `names` with one file in which each spans (min, max).
Dataset with_ranges(const std::vector<std::string>& names,
                    const std::vector<std::pair<double, double>>& spans) {
  Dataset data;
  data.columns = names;
  data.num_features = names.size();
  data.files.resize(1);
  FileSummary summary;
  summary.rows = 10;
  for (std::size_t c = 0; c < names.size(); ++c) {
    ColumnSummary column;
    column.name = names[c];
    column.min = spans[c].first;
    column.max = spans[c].second;
    summary.columns.push_back(column);
  }
  data.summaries = {summary};
  return data;
}

}  // namespace

TEST_CASE(
    "data.scale_notes: mixed scales are named with their ranges, by magnitude and by spread") {
  const auto note = [](const Dataset& data, Normalization normalization = Normalization::minmax) {
    const std::vector<std::string> notes = scale_notes(data, {0}, normalization);
    return notes.empty() ? std::string() : notes.front();
  };
  CHECK(note(with_ranges({"a", "b"}, {{-1, 1}, {0, 9}})).empty());
  const std::string large = note(with_ranges({"charge", "q"}, {{0, 77785}, {-1, 1}}));
  CHECK_THAT(large, contains("mixed scale, up to 7.778e+04x"));
  CHECK_THAT(large, contains("\"charge\" 0 to 7.778e+04, \"q\" -1 to 1"));
  CHECK_THAT(large, contains("the scaler (NORMALIZATION minmax) removes it"));
  CHECK_THAT(note(with_ranges({"a", "b"}, {{1000, 1001}, {990, 1090}})), contains("up to 100x"));
  CHECK_THAT(note(with_ranges({"a", "b"}, {{0, 1}, {0, 100}}), Normalization::none),
             contains("Hint: set it to minmax or zscore"));
}

TEST_CASE("data.scale_notes: constant columns are named") {
  const std::vector<std::string> notes =
      scale_notes(with_ranges({"a", "b"}, {{2, 2}, {0, 9}}), {0}, Normalization::minmax);
  REQUIRE(notes.size() == 1);
  CHECK_THAT(notes[0], contains("column \"a\" is constant (2)"));
}
