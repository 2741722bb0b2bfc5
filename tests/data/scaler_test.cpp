#include "lstmtrain/scaler.hpp"

#include <cmath>

#include "data/csv_case.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// One file: column 0 counts 0..9, column 1 is 5 throughout, column 2 is NaN in row 0, then 1, -1.
Dataset three_columns() {
  Dataset data;
  data.columns = {"a", "constant", "b"};
  data.num_features = 2;
  data.files.resize(1);
  SourceFile& file = data.files[0];
  file.rows = 10;
  file.columns = 3;
  for (int row = 0; row < 10; ++row) {
    file.values.push_back(static_cast<float>(row));
    file.values.push_back(5);
    file.values.push_back(row == 0 ? NAN : row % 2 == 0 ? 1.0F : -1.0F);
  }
  return data;
}

}  // namespace

TEST_CASE("data.scaler: minmax maps the training range to 0..1") {
  const Scaler scaler = fit_scaler(three_columns(), {{0, 0, 10}}, Normalization::minmax);
  CHECK(scaler.transform(0, 0) == 0);
  CHECK(scaler.transform(0, 9) == 1);
  CHECK(scaler.transform(0, 18) == 2);
  CHECK(scaler.transform(2, -1) == 0);
  CHECK(scaler.transform(2, 1) == 1);
  CHECK(scaler.min == std::vector<double>{0, 5, -1});
  CHECK(scaler.max == std::vector<double>{9, 5, 1});
}

TEST_CASE("data.scaler: zscore has mean 0 and deviation 1 over the training rows") {
  const Scaler scaler = fit_scaler(three_columns(), {{0, 0, 10}}, Normalization::zscore);
  CHECK(scaler.offset[0] == Approx(4.5));
  CHECK(scaler.scale[0] == Approx(std::sqrt(8.25)));
}

TEST_CASE("data.scaler: a constant column gets scale 1; none changes nothing") {
  for (const Normalization method :
       {Normalization::minmax, Normalization::zscore, Normalization::robust}) {
    const Scaler scaler = fit_scaler(three_columns(), {{0, 0, 10}}, method);
    CHECK(scaler.scale[1] == 1);
    CHECK(scaler.transform(1, 5) == 0);
  }
  const Scaler none = fit_scaler(three_columns(), {{0, 0, 10}}, Normalization::none);
  CHECK(none.transform(0, 7.25) == 7.25);
  CHECK(none.max[0] == 9);
}

TEST_CASE("data.scaler: robust is median and 1..99 % range, which a cell cannot move") {
  // NumPy: np.median(x), np.percentile(x, 99) - np.percentile(x, 1) of 0..9
  const Scaler scaler = fit_scaler(three_columns(), {{0, 0, 10}}, Normalization::robust);
  CHECK(scaler.offset[0] == 4.5);
  CHECK(scaler.scale[0] == Approx(8.82));
  CHECK(scaler.offset[1] == 5);  // constant
  CHECK(scaler.scale[1] == 1);
  CHECK(scaler.min == std::vector<double>{0, 5, -1});
  CHECK(scaler.max == std::vector<double>{9, 5, 1});

  Dataset data;
  data.columns = {"x", "mostly 0"};
  data.files.resize(1);
  data.files[0].rows = 1000;
  data.files[0].columns = 2;
  for (int row = 0; row < 1000; ++row)
    for (const int x : {row, row == 3 ? 5 : 0})
      data.files[0].values.push_back(static_cast<float>(x));
  const auto fitted = [&] { return fit_scaler(data, {{0, 0, 1000}}, Normalization::robust); };
  const Scaler before = fitted();
  CHECK(before.scale[0] == Approx(979.02));
  CHECK(before.offset[1] == 0);
  CHECK(before.scale[1] == 5);  // the bulk is one value: the range
  data.files[0].values[1000] = 1e31F;
  CHECK(fitted().scale[0] == Approx(before.scale[0]).epsilon(3e-3));
  CHECK(fitted().offset[0] == Approx(before.offset[0]).epsilon(3e-3));
}

TEST_CASE("data.scaler: transform and inverse_transform undo each other") {
  for (const Normalization method :
       {Normalization::minmax, Normalization::zscore, Normalization::robust, Normalization::none}) {
    const Scaler scaler = fit_scaler(three_columns(), {{0, 0, 10}}, method);
    for (std::size_t c = 0; c < 3; ++c)
      for (const double x : {-3.0, 0.0, 0.1, 1e6})
        CHECK(scaler.inverse_transform(c, scaler.transform(c, x)) == Approx(x).margin(1e-12));
  }
}

TEST_CASE("data.scaler: rows outside the training segments have no influence") {
  Dataset data = three_columns();
  const Scaler before = fit_scaler(data, {{0, 0, 6}}, Normalization::zscore);
  for (std::size_t i = 6 * 3; i < data.files[0].values.size(); ++i) data.files[0].values[i] = 1e6F;
  const Scaler after = fit_scaler(data, {{0, 0, 6}}, Normalization::zscore);
  CHECK(before.offset == after.offset);
  CHECK(before.scale == after.scale);
  CHECK(before.max == after.max);
  CHECK(fit_scaler(data, {{0, 0, 7}}, Normalization::zscore).offset != before.offset);
}

TEST_CASE("data.scaler: sums in double keep a small deviation on a large offset") {
  Dataset data;
  data.columns = {"a"};
  data.files.resize(1);
  data.files[0].rows = 100000;
  data.files[0].columns = 1;
  for (int row = 0; row < 100000; ++row)
    data.files[0].values.push_back(row % 2 == 0 ? 65536.0F : 65536.0078125F);
  const Scaler scaler = fit_scaler(data, {{0, 0, 100000}}, Normalization::zscore);
  CHECK(scaler.scale[0] == Approx(0.00390625).epsilon(1e-9));
}

TEST_CASE("data.scaler: units come from the name of the target") {
  const auto unit = [](const char* column, double max, std::string* note = nullptr) {
    return target_unit(Hyperparams(), column, max, note);
  };
  CHECK(unit("Voltage", 4.2).name == "mV");
  CHECK(unit("Voltage", 4.2).factor == 1000);
  CHECK(unit("SOC", 1).name == "%");
  CHECK(unit("SOC", 1).factor == 100);
  CHECK(unit("Cell_Temp", 40).name == "degC");
  CHECK(unit("Cell_Temp", 40).factor == 1);
  CHECK(unit("x", 1).name.empty());
  CHECK(unit("x", 1).factor == 1);

  std::string note;
  CHECK(unit("Voltage", 4200, &note).factor == 1);
  CHECK_THAT(note, contains("in mV already"));
  note.clear();
  CHECK(unit("SOC", 100, &note).factor == 1);
  CHECK_THAT(note, contains("in percent already"));
}

TEST_CASE("data.scaler: TARGET_UNIT wins over the name") {
  Hyperparams hp;
  std::string note;
  hp.target_unit = "mV:1";
  CHECK(target_unit(hp, "Voltage", 4.2, &note).factor == 1);
  hp.target_unit = "mV";
  CHECK(target_unit(hp, "Voltage", 4.2, &note).factor == 1000);
  hp.target_unit = "V";
  CHECK(target_unit(hp, "Voltage", 4.2, &note).factor == 1);
  hp.target_unit = "kPa:0.001";
  CHECK(target_unit(hp, "p", 4.2, &note).name == "kPa");
  CHECK(target_unit(hp, "p", 4.2, &note).factor == 0.001);
  hp.target_columns = {"Voltage", "Temp", "SOC"};
  hp.target_unit = "mV:1, , permille:1000";
  CHECK(target_unit(hp, "Voltage", 4.2, &note).factor == 1);
  CHECK(target_unit(hp, "Temp", 40, &note).name == "degC");
  CHECK(target_unit(hp, "SOC", 1, &note).name == "permille");
  CHECK(target_unit(hp, "SOC", 1, &note).factor == 1000);
  hp.target_unit = "V";  // one for all
  CHECK(target_unit(hp, "SOC", 1, &note).name == "V");
  hp.target_columns = {"Voltage"};
  for (const char* wrong : {"mV:", "mV:0", "mV:-1", "mV:x", "mV:1e999"}) {
    hp.target_unit = wrong;
    CHECK_THAT(refused(ErrorCode::config, [&] { target_unit(hp, "Voltage", 4.2, &note); }),
               contains("/TARGET_UNIT"));
  }
}
