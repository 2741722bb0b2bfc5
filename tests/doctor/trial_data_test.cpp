#include "doctor/trial_data.hpp"

#include <algorithm>

#include "support/catch.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

TEST_CASE("doctor.trial_data: the control has the shape and the ranges of the data") {
  const Dataset data = low_pass_data({1200, 800}, 400);
  const Dataset control = control_data(data);
  REQUIRE(control.files.size() == 3);
  CHECK(control.columns == data.columns);
  CHECK((control.train.size() == 2 && control.train[1].size() == 800 &&
         control.val[0].size() == 400));
  const Scaler range = fit_scaler(data, data.train, Normalization::minmax),
               of_control = fit_scaler(control, control.train, Normalization::minmax);
  for (std::size_t c = 0; c < 2; ++c) {
    CHECK(of_control.min[c] >= range.min[c] - 1e-5);
    CHECK(of_control.max[c] <= range.max[c] + 1e-5);
  }
}

TEST_CASE("doctor.trial_data: fewer rows are whole pieces, spread over all series, as they were") {
  const Dataset data = low_pass_data({5000, 3000, 2500}, 2000);
  const Dataset fewer = fewer_rows(data, {4200, 700}, 500);
  const RowCounts rows = rows_of(fewer);
  CHECK(rows.train >= 3500);
  CHECK(rows.train <= 4500);
  CHECK(rows.val >= 500);
  CHECK(rows.val <= 1000);
  std::vector<std::string> names;
  for (const Segment& piece : fewer.train) {
    const SourceFile& file = fewer.files[piece.file];
    CHECK((piece.size() >= 500 && file.rows == piece.size()));
    names.push_back(file.name);
    // The rows are those of the file that it is named after, from that line on.
    const auto original = std::find_if(data.files.begin(), data.files.end(),
                                       [&](const SourceFile& f) { return f.name == file.name; });
    REQUIRE(original != data.files.end());
    CHECK(file.at(7, 1) == original->at(file.first_line - original->first_line + 7, 1));
  }
  for (const char* name : {"train0.csv", "train1.csv", "train2.csv"})
    CHECK(std::count(names.begin(), names.end(), name) >= 1);
  CHECK(rows_of(fewer_rows(data, {99999, 99999}, 500)).train == 10500);
}
