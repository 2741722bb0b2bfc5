// MATLAB files, written here by the library that reads them; without it, the refusal.
#include <cmath>
#include <cstdio>

#include "data/mat/reader.hpp"
#include "data/table_reader.hpp"
#include "lstmtrain/dataset.hpp"
#include "support/refusal.hpp"
#include "support/temp_dir.hpp"

#if LSTMTRAIN_HAVE_MATIO
#include <matio.h>
#endif

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

std::string refusal(const std::string& path, const std::vector<std::string>& columns) {
  return refusal_of(ErrorCode::data, [&] { read_table(path, "f", columns, {}); });
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

#if LSTMTRAIN_HAVE_MATIO
matvar_t* vector_of(const char* name, std::vector<double> values) {
  std::size_t dims[2] = {values.size(), 1};
  return Mat_VarCreate(name, MAT_C_DOUBLE, MAT_T_DOUBLE, 2, dims, values.data(), 0);
}

// Time, Current and Voltage inside `meas`, as cyclers save them, and a vector beside it.
void write_mat(const std::string& path, mat_ft version) {
  mat_t* file = Mat_CreateVer(path.c_str(), nullptr, version);
  REQUIRE(file != nullptr);
  const char* fields[] = {"Time", "Current", "Voltage"};
  std::size_t one[2] = {1, 1};
  matvar_t* meas = Mat_VarCreateStruct("meas", 2, one, fields, 3);
  Mat_VarSetStructFieldByName(meas, "Time", 0, vector_of("Time", {0, 1, 2, 3}));
  Mat_VarSetStructFieldByName(meas, "Current", 0, vector_of("Current", {1, -2, NAN, 4}));
  Mat_VarSetStructFieldByName(meas, "Voltage", 0, vector_of("Voltage", {3.5, 3.25, 3, -200}));
  Mat_VarWrite(file, meas, MAT_COMPRESSION_NONE);
  matvar_t* beside = vector_of("Short", {1, 2});
  Mat_VarWrite(file, beside, MAT_COMPRESSION_NONE);
  Mat_VarFree(meas);
  Mat_VarFree(beside);
  Mat_Close(file);
}
#endif

}  // namespace

#if LSTMTRAIN_HAVE_MATIO

TEST_CASE("data.mat_reader: vectors of a struct are columns, versions 5 and 7.3") {
  const TempDir dir;
  for (const mat_ft version : {MAT_FT_MAT5, MAT_FT_MAT73}) {
    const std::string path = dir / "drive.mat";
    std::remove(path.c_str());
    write_mat(path, version);
    Hyperparams hp;
    hp.missing_values = {-200};
    const Table table = read_mat(path, "drive.mat", {"Current", "Voltage"}, hp, {});
    REQUIRE(table.file.rows == 4);
    CHECK(table.file.at(1, 0) == -2.0F);
    CHECK(table.file.at(1, 1) == 3.25F);
    CHECK(std::isnan(table.file.at(2, 0)));
    CHECK(std::isnan(table.file.at(3, 1)));
    CHECK(table.file.time == std::vector<double>{0, 1, 2, 3});
    CHECK(table.summary.columns[0].nan == 1);
    CHECK(table.summary.columns[1].sentinel == 1);
    CHECK(table.summary.columns[1].min == 3);
    REQUIRE(table.summary.first_bad.size() == 2);
    CHECK(has(table.summary.first_bad[0], "drive.mat:3: \"Current\""));
  }
}

TEST_CASE("data.mat_reader: what is not there, of another length or no MATLAB file is refused") {
  const TempDir dir;
  const std::string path = dir / "drive.mat";
  write_mat(path, MAT_FT_MAT5);
  CHECK(has(refusal(path, {"Voltag"}), "Voltage"));
  CHECK(has(refusal(path, {"Voltage", "Short"}), "has 2 rows, expected 4"));
  write_file(dir / "no.mat", "Time,Current\n1,2\n");
  CHECK(has(refusal(dir / "no.mat", {"Current"}), "no.mat"));
}

TEST_CASE("data.mat_reader: a folder of MATLAB files is read where it holds no text") {
  const TempDir dir;
  write_mat(dir / "a.mat", MAT_FT_MAT5);
  Hyperparams hp;
  hp.feature_columns = {"Current"};
  hp.target_columns = {"Voltage"};
  CHECK(load_test_data(hp, {dir.path().string()}).files[0].name == "a.mat");
  write_file(dir / "b.csv", "Time,Current,Voltage\n0,1,3\n1,1,3\n");
  CHECK(load_test_data(hp, {dir.path().string()}).files[0].name == "b.csv");
}

#else

TEST_CASE("data.mat_reader: without libmatio a MATLAB file is refused with the way to CSV") {
  CHECK(has(refusal("drive.mat", {"a"}), "writetable"));
}

#endif
