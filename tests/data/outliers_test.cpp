// OUTLIERS note, mask, clip and error on files, in memory, and on rows that are made of others.
#include "data/clean/outliers.hpp"

#include <cmath>

#include "data/csv_case.hpp"
#include "lstmtrain/memory_data.hpp"
#include "lstmtrain/scaler.hpp"
#include "lstmtrain/trainer.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// good_csv(200) with V = 65.535 in line 12 and T = -999 in line 52.
std::string spoilt() {
  std::string text = good_csv(200);
  text.replace(text.find("3.010000"), 8, "65.53500");
  text.replace(text.find(",20,3.050000") + 1, 2, "-999");
  return text;
}

Dataset load(const Hyperparams& hp, const std::string& train, const std::string& val = "",
             const std::string& test = "") {
  const TempDir dir;
  DataPaths paths;
  const auto put = [&](const char* name, const std::string& text, std::vector<std::string>& to) {
    if (text.empty()) return;
    write_file(dir / name, text);
    to = {(dir / name).string()};
  };
  put("train.csv", train, paths.train);
  put("val.csv", val, paths.val);
  put("test.csv", test, paths.test);
  return load_dataset(hp, paths);
}

Hyperparams with(Outliers outliers) {
  Hyperparams hp = volts();
  hp.outliers = outliers;
  hp.allow_overlap = true;  // one text for all
  return hp;
}

bool has(const std::vector<std::string>& lines, const std::string& part) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.find(part) != line.npos; });
}

}  // namespace

TEST_CASE("data.outliers: note changes nothing and says file, line, column, value and effect") {
  const Dataset data = load(with(Outliers::note), spoilt(), good_csv(50));
  CHECK(data.files[0].at(10, 2) == 65.535F);
  CHECK(data.files[0].at(50, 1) == -999);
  CHECK(data.train.size() == 1);
  REQUIRE(data.warnings.size() == 2);
  CHECK_THAT(data.warnings[0],
             contains("1 cell of \"T\" lies far outside of all others (20 to 24)") &&
                 contains("train.csv:52:3: -999.") && contains("a row of nines") &&
                 contains("One cell widens T's range 255.8 x") && contains("MISSING_VALUES -999"));
  CHECK_THAT(data.warnings[1], contains("train.csv:12:4: 65.535.") &&
                                   contains("16 bits, all ones") && contains("doctor --fix"));
  REQUIRE(data.outliers.size() == 2);
  CHECK(data.outliers[1].column == "V");
  CHECK(data.outliers[1].set == "training");
  CHECK(data.outliers[1].cells == 1);
  CHECK(data.outliers[1].sentinels == std::vector<double>{65.535});
  CHECK_FALSE(data.outliers[1].others);
  CHECK(data.outliers[1].high == Approx(3.199));
}

TEST_CASE("data.outliers: what the scaler suffers depends on its method") {
  Hyperparams hp = with(Outliers::note);
  hp.normalization = Normalization::zscore;
  CHECK(has(load(hp, spoilt()).warnings, "One cell raises V's deviation"));
  hp.normalization = Normalization::robust;
  CHECK(has(load(hp, spoilt()).warnings, "does not move the robust scaler"));
  hp.normalization = Normalization::none;
  CHECK(has(load(hp, spoilt()).warnings, "NORMALIZATION is none"));
}

TEST_CASE("data.outliers: mask makes bad cells of them, and MISSING_DATA decides") {
  const Dataset data = load(with(Outliers::mask), spoilt(), good_csv(50));
  CHECK(data.warnings.empty());
  CHECK(data.outliers.empty());
  CHECK(std::isnan(data.files[0].at(10, 2)));
  CHECK(std::isnan(data.files[0].at(50, 1)));
  CHECK(data.train.size() == 3);
  CHECK(data.summaries[0].bad_rows == 2);
  CHECK(data.summaries[0].columns[2].outlier == 1);
  CHECK(data.summaries[0].columns[2].max == Approx(3.199));
  CHECK(has(data.notes, "train.csv:12:4: column \"V\" lies far outside of all others"));
  CHECK(has(data.notes, "OUTLIERS mask: 1 cell of \"V\""));

  Hyperparams hp = with(Outliers::mask);
  hp.missing_data = MissingData::interpolate;
  const Dataset filled = load(hp, spoilt(), good_csv(50));
  CHECK(filled.train.size() == 1);
  CHECK(filled.files[0].at(10, 2) == Approx(3.01F));
  hp.missing_data = MissingData::error;
  CHECK_THAT(refused(ErrorCode::data, [&] { load(hp, spoilt(), good_csv(50)); }),
             contains("train.csv:52:3"));
  hp.missing_data = MissingData::keep;  // as they are, and told
  const Dataset kept = load(hp, spoilt(), good_csv(50));
  CHECK(kept.files[0].at(10, 2) == 65.535F);
  CHECK(kept.warnings.size() == 2);
}

TEST_CASE("data.outliers: clip brings them to the range of the others") {
  const Dataset data = load(with(Outliers::clip), spoilt(), good_csv(50));
  CHECK(data.files[0].at(10, 2) == 3.199F);
  CHECK(data.files[0].at(50, 1) == 20);
  CHECK(data.train.size() == 1);
  CHECK(data.summaries[0].bad_rows == 0);
  CHECK(data.summaries[0].columns[2].max == Approx(3.199));
  CHECK(has(data.notes, "OUTLIERS clip: 1 cell of \"T\""));
  const Scaler scaler = fit_scaler(data, data.train, Normalization::minmax);
  CHECK(scaler.scale[2] == Approx(0.199));
}

TEST_CASE("data.outliers: error refuses, a check lists every column") {
  CHECK_THAT(
      refused(ErrorCode::data, [&] { load(with(Outliers::error), spoilt()); }),
      contains("train.csv:52:3: column \"T\"") && contains("OUTLIERS error") && contains("Hint"));
  const TempDir dir;
  write_file(dir / "a.csv", spoilt());
  const DataCheck check = check_data(with(Outliers::error), {(dir / "a.csv").string()});
  CHECK(check.problems.size() == 2);
  const DataCheck told = check_data(with(Outliers::note), {(dir / "a.csv").string()});
  CHECK(told.problems.empty());
  CHECK(told.warnings.size() == 2);
  CHECK(told.outliers.size() == 2);
}

TEST_CASE("data.outliers: validation is judged and changed too, a test is only told") {
  const std::string good = good_csv(200);
  const Dataset val = load(with(Outliers::mask), good, spoilt());
  CHECK(std::isnan(val.files[1].at(10, 2)));
  CHECK(has(val.notes, "in the validation data"));
  const Dataset test = load(with(Outliers::mask), good, good, spoilt());
  CHECK(test.files[2].at(10, 2) == 65.535F);
  CHECK(has(test.warnings, "in the test data: "));
  CHECK(has(test.warnings, "errors of the test"));
  // What is done to the training rows follows from them alone.
  CHECK(load(with(Outliers::mask), good, spoilt()).files[0].values ==
        load(with(Outliers::mask), good).files[0].values);
}

TEST_CASE("data.outliers: an ordinary number is masked, not named as missing") {
  std::string text = good_csv(200);
  text.replace(text.find("3.010000"), 8, "42.00000");
  const Dataset data = load(with(Outliers::note), text);
  REQUIRE(data.outliers.size() == 1);
  CHECK(data.outliers[0].sentinels.empty());
  CHECK(data.outliers[0].others);
  CHECK_FALSE(has(data.warnings, "MISSING_VALUES"));
  CHECK(has(data.warnings, "VALID_RANGE \"V: 2.98..3.219\""));
}

TEST_CASE("data.outliers: a sentinel that another column has for a value is no missing value") {
  // 65.535 lies within the range of I here.
  std::string text = "Time,I,T,V\n";
  for (int row = 0; row < 200; ++row)
    text += std::to_string(row) + "," + std::to_string(row) + ",20," +
            (row == 10 ? "65.535" : std::to_string(3 + 0.001 * row)) + "\n";
  const Dataset data = load(with(Outliers::note), text);
  REQUIRE(data.outliers.size() == 1);
  CHECK(data.outliers[0].sentinels.empty());
  CHECK(data.outliers[0].others);
}

TEST_CASE("data.outliers: they are found before other rows and columns are made of them") {
  Hyperparams hp = with(Outliers::mask);
  hp.feature_columns = {"I", "slow"};
  hp.derived_columns = {"slow: moving_average(T, 10)"};
  hp.resample_hz = 0.5;
  const Dataset masked = load(hp, spoilt(), good_csv(50));
  hp.missing_values = {65.535, -999};
  hp.outliers = Outliers::note;
  const Dataset missing = load(hp, spoilt(), good_csv(50));
  REQUIRE(masked.files[0].values.size() == missing.files[0].values.size());
  for (std::size_t i = 0; i < masked.files[0].values.size(); ++i) {
    const float a = masked.files[0].values[i], b = missing.files[0].values[i];
    // To float32: without the outlier V needs more digits than it has, and keeps them meanwhile.
    CHECK((std::abs(a - b) <= 1e-6F || (std::isnan(a) && std::isnan(b))));
  }
  hp.missing_values = {};
  const Dataset told = load(hp, spoilt(), good_csv(50));
  CHECK(has(told.warnings, "1 cell of \"T\""));
  CHECK(has(told.warnings, "Derived columns are computed from it"));
}

TEST_CASE("data.outliers: memory takes the same way") {
  std::vector<double> i, t, v;
  for (int row = 0; row < 200; ++row) {
    i.push_back(row % 7);
    t.push_back(row == 50 ? -999 : 20 + row % 5);
    v.push_back(3 + 0.001 * row);
  }
  const MemoryData data{{{"drive", {{"I", i}, {"T", t}, {"V", v}}}}, {}, {}};
  CHECK_THAT(dataset_from_memory(with(Outliers::note), data).warnings.at(0),
             contains("drive:51: -999"));
  CHECK(std::isnan(dataset_from_memory(with(Outliers::mask), data).files[0].at(50, 1)));
}

TEST_CASE("data.outliers: an outlier does not decide the unit of a target") {
  std::string text = good_csv(200);
  text.replace(text.find("3.010000"), 8, "6553.500");
  std::string header = "Time,I,T,Voltage";
  text.replace(0, text.find('\n'), header);
  Hyperparams hp = with(Outliers::note);
  hp.target_columns = {"Voltage"};
  const Dataset data = load(hp, text);
  REQUIRE(data.warnings.size() == 1);
  hp.max_epochs = 1;
  Reporter silent;
  CHECK(fit(hp, data, silent).model.units[0].factor == 1000);
}
