#include "files/predictions_csv.hpp"

#include "base/nan.hpp"
#include "lstmtrain/error.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using test::TempDir;

namespace {

// One feature, then the targets; three rows, the second target cell missing.
Dataset dataset_of(const std::vector<std::string>& targets) {
  Dataset dataset;
  dataset.columns = {"Current"};
  dataset.columns.insert(dataset.columns.end(), targets.begin(), targets.end());
  dataset.num_features = 1;
  SourceFile file;
  file.rows = 3;
  file.columns = dataset.columns.size();
  for (int row = 0; row < 3; ++row) {
    file.values.push_back(0.0F);
    for (std::size_t k = 0; k < targets.size(); ++k) {
      file.values.push_back(row == 1 ? kNaNf : 3.7F + static_cast<float>(k));
    }
  }
  dataset.files.push_back(file);
  return dataset;
}

Predictions predicted(const Dataset& dataset, const std::vector<float>& values) {
  Predictions predictions(dataset, {0});
  std::copy(values.begin(), values.end(), predictions.values(0).begin());
  return predictions;
}

}  // namespace

TEST_CASE("files.predictions_csv: every input row is there, missing values are empty") {
  const TempDir dir;
  Dataset dataset = dataset_of({"Voltage"});
  dataset.files[0].time = {0, 0.1, 0.2};
  files::write_predictions(dir / "p.csv", dataset, predicted(dataset, {3.5F, 3.6F, kNaNf}), 0);
  CHECK(test::read_file(dir / "p.csv") ==
        "time,true,predicted,error\n"
        "0,3.7,3.5,-0.20000005\n"
        "0.1,,3.6,\n"
        "0.2,3.7,,\n");
}

TEST_CASE("files.predictions_csv: without a time column the rows are numbered") {
  const TempDir dir;
  const Dataset dataset = dataset_of({"Voltage"});
  files::write_predictions(dir / "p.csv", dataset, predicted(dataset, {3.7F, 3.7F, 3.7F}), 0);
  const std::string text = test::read_file(dir / "p.csv");
  CHECK(text.rfind("row,true,predicted,error\n0,3.7,3.7,0\n", 0) == 0);
  CHECK(files::is_predictions_header(text.substr(0, text.find('\n'))));
}

TEST_CASE("files.predictions_csv: several targets are named, and quoted where CSV asks for it") {
  const TempDir dir;
  const Dataset dataset = dataset_of({"V", "a,b"});
  files::write_predictions(dir / "p.csv", dataset, predicted(dataset, std::vector<float>(6, 4.0F)),
                           0);
  CHECK(test::read_file(dir / "p.csv")
            .rfind("row,true_V,predicted_V,error_V,\"true_a,b\",\"predicted_a,b\",\"error_a,b\"\n",
                   0) == 0);
}

TEST_CASE("files.predictions_csv: ISO time is written as ISO time") {
  CHECK(files::iso_time(0) == "1970-01-01T00:00:00");
  CHECK(files::iso_time(1582977600.5) == "2020-02-29T12:00:00.5");
  CHECK(files::iso_time(-1) == "1969-12-31T23:59:59");
  CHECK(files::iso_time(1e300) == "1e+300");
}

TEST_CASE("files.predictions_csv: a full disk is an I/O error") {
  const Dataset dataset = dataset_of({"Voltage"});
  try {
    files::write_predictions("/dev/full", dataset, predicted(dataset, {0, 0, 0}), 0);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::io);
  }
}
