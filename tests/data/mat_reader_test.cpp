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

namespace {

matvar_t* matrix_of(const char* name, std::size_t down, std::size_t across,
                    std::vector<double> values) {
  std::size_t dims[2] = {down, across};
  return Mat_VarCreate(name, MAT_C_DOUBLE, MAT_T_DOUBLE, 2, dims, values.data(), 0);
}

matvar_t* struct_of(const char* name, std::size_t elements, std::vector<const char*> fields) {
  std::size_t dims[2] = {1, elements};
  return Mat_VarCreateStruct(name, 2, dims, fields.data(), static_cast<unsigned>(fields.size()));
}

void write_variables(const std::string& path, std::vector<matvar_t*> variables,
                     mat_ft version = MAT_FT_MAT5) {
  mat_t* file = Mat_CreateVer(path.c_str(), nullptr, version);
  REQUIRE(file != nullptr);
  for (matvar_t* variable : variables) {
    Mat_VarWrite(file, variable, MAT_COMPRESSION_NONE);
    Mat_VarFree(variable);
  }
  Mat_Close(file);
}

// cycle(k).data of so many rows: its voltage is 3.k, its time begins at 0.
matvar_t* cycle_data(int k, int rows) {
  matvar_t* data = struct_of("data", 1, {"Voltage_measured", "Current_measured", "Time"});
  std::vector<double> time, voltage, current;
  for (int row = 0; row < rows; ++row) {
    time.push_back(row);
    voltage.push_back(3 + 0.1 * k);
    current.push_back(-1 - row);
  }
  Mat_VarSetStructFieldByName(data, "Voltage_measured", 0, vector_of("v", voltage));
  Mat_VarSetStructFieldByName(data, "Current_measured", 0, vector_of("i", current));
  Mat_VarSetStructFieldByName(data, "Time", 0, vector_of("t", time));
  return data;
}

// B0005 as NASA's battery data have it: two discharges, an impedance between them.
matvar_t* battery() {
  matvar_t* cycle = struct_of("cycle", 3, {"type", "ambient_temperature", "data"});
  matvar_t* impedance = struct_of("data", 1, {"Battery_impedance"});
  Mat_VarSetStructFieldByName(impedance, "Battery_impedance", 0, vector_of("z", {1, 2, 3}));
  for (std::size_t k = 0; k < 3; ++k) {
    Mat_VarSetStructFieldByName(cycle, "ambient_temperature", k,
                                vector_of("T", {24.0 + static_cast<double>(k)}));
    Mat_VarSetStructFieldByName(cycle, "data", k,
                                k == 1 ? impedance : cycle_data(static_cast<int>(k), 5));
  }
  matvar_t* battery = struct_of("B0005", 1, {"cycle"});
  Mat_VarSetStructFieldByName(battery, "cycle", 0, cycle);
  return battery;
}

}  // namespace

TEST_CASE("data.mat_reader: a matrix has a column a feature, by rows or by columns") {
  const TempDir dir;
  const std::string path = dir / "x.mat";
  for (const bool by_rows : {true, false}) {
    std::remove(path.c_str());
    const std::vector<double> across = {1, 10, 2, 20, 3, 30}, down = {1, 2, 3, 10, 20, 30};
    write_variables(path, {by_rows ? matrix_of("X", 2, 3, across) : matrix_of("X", 3, 2, down),
                           vector_of("Y", {4, 5, 6})});
    Hyperparams hp;
    const Table table = read_mat(path, "x.mat", {"X1", "X2", "Y"}, hp, {});
    CHECK(table.file.values == std::vector<float>{1, 10, 4, 2, 20, 5, 3, 30, 6});
  }
  const std::string said = refusal(path, {"Current", "Y"});
  CHECK(has(said, "\"X1\", \"X2\", \"Y\""));
}

TEST_CASE(
    "data.mat_reader: structs of cycles are series, those without the columns are passed over") {
  const TempDir dir;
  for (const mat_ft version : {MAT_FT_MAT5, MAT_FT_MAT73}) {
    const std::string path = dir / "B0005.mat";
    std::remove(path.c_str());
    write_variables(path, {battery()}, version);
    Hyperparams hp;
    const Table table = read_mat(
        path, "B0005.mat", {"Current_measured", "ambient_temperature", "Voltage_measured"}, hp, {});
    REQUIRE(table.file.rows == 10);
    CHECK(table.file.breaks == std::vector<std::size_t>{5});
    CHECK(table.file.time == std::vector<double>{0, 1, 2, 3, 4, 0, 1, 2, 3, 4});
    CHECK(table.file.at(6, 0) == -2);
    CHECK(table.file.at(4, 1) == 24);
    CHECK(table.file.at(5, 1) == 26);
    CHECK(table.file.at(5, 2) == 3.2F);
    CHECK(has(table.notes.back(), "2 structs with all columns are read as series"));
    CHECK(has(table.notes.back(), "1 others lack some"));
  }
  const std::string said = refusal(dir / "B0005.mat", {"Strom", "Voltage_measured"});
  CHECK(has(said, "no struct has all of \"Strom\", \"Voltage_measured\""));
  CHECK(has(said, "\"Current_measured\""));
}

TEST_CASE("data.mat_reader: cells of structs, nested deeper than is looked, end the search") {
  const TempDir dir;
  std::size_t one[2] = {1, 1}, two[2] = {1, 2};
  matvar_t* cells = Mat_VarCreate("runs", MAT_C_CELL, MAT_T_CELL, 2, two, nullptr, 0);
  Mat_VarSetCell(cells, 0, cycle_data(1, 4));
  Mat_VarSetCell(cells, 1, cycle_data(2, 3));
  write_variables(dir / "cells.mat", {cells});
  CHECK(
      read_mat((dir / "cells.mat").string(), "c", {"Current_measured", "Voltage_measured"}, {}, {})
          .file.breaks == std::vector<std::size_t>{4});
  matvar_t* nested = cycle_data(1, 4);
  for (int depth = 0; depth < 20; ++depth) {
    matvar_t* cell = Mat_VarCreate("deep", MAT_C_CELL, MAT_T_CELL, 2, one, nullptr, 0);
    Mat_VarSetCell(cell, 0, nested);
    nested = cell;
  }
  write_variables(dir / "deep.mat", {nested});
  CHECK(has(refusal(dir / "deep.mat", {"Current_measured"}), "holds no numeric vector"));
}

TEST_CASE("data.mat_reader: dates as rows of year, month and day are no clock") {
  const TempDir dir;
  write_variables(dir / "d.mat", {matrix_of("Time", 3, 2, {2024, 2024, 2024, 7, 7, 7}),
                                  vector_of("I", {1, 2, 3}), vector_of("V", {4, 5, 6})});
  const Table table = read_mat((dir / "d.mat").string(), "d.mat", {"I", "V"}, {}, {});
  CHECK(table.file.time.empty());
  CHECK(table.file.rows == 3);
}

#else

TEST_CASE("data.mat_reader: without libmatio a MATLAB file is refused with the way to CSV") {
  CHECK(has(refusal("drive.mat", {"a"}), "writetable"));
}

#endif
