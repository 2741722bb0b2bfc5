#include "data/mat/reader.hpp"

#include <matio.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <utility>

#include "data/column_table.hpp"
#include "data/csv/limits.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {

namespace {

struct Vector {
  std::string name;
  std::vector<double> values;
};

template <class T>
void append(const matvar_t& variable, std::size_t rows, std::vector<double>& to) {
  const T* values = static_cast<const T*>(variable.data);
  for (std::size_t row = 0; row < rows; ++row) to.push_back(static_cast<double>(values[row]));
}

using Append = void (*)(const matvar_t&, std::size_t, std::vector<double>&);
constexpr std::array<std::pair<matio_classes, Append>, 10> kAppends = {
    {{MAT_C_DOUBLE, append<double>},
     {MAT_C_SINGLE, append<float>},
     {MAT_C_INT8, append<std::int8_t>},
     {MAT_C_UINT8, append<std::uint8_t>},
     {MAT_C_INT16, append<std::int16_t>},
     {MAT_C_UINT16, append<std::uint16_t>},
     {MAT_C_INT32, append<std::int32_t>},
     {MAT_C_UINT32, append<std::uint32_t>},
     {MAT_C_INT64, append<std::int64_t>},
     {MAT_C_UINT64, append<std::uint64_t>}}};

// Rows of a real numeric vector; 0 for anything else.
std::size_t vector_rows(const matvar_t& variable) {
  if (variable.rank != 2 || variable.isComplex != 0 || variable.data == nullptr) return 0;
  const std::size_t low = std::min(variable.dims[0], variable.dims[1]);
  const std::size_t high = std::max(variable.dims[0], variable.dims[1]);
  return low == 1 && high <= kMaxRows ? high : 0;
}

void take_vector(const matvar_t& variable, std::vector<Vector>& vectors) {
  const std::size_t rows = vector_rows(variable);
  if (rows == 0 || variable.name == nullptr) return;
  const auto found = std::find_if(kAppends.begin(), kAppends.end(), [&](const auto& kind) {
    return kind.first == variable.class_type;
  });
  if (found == kAppends.end()) return;
  Vector& vector = vectors.emplace_back(Vector{variable.name, {}});
  found->second(variable, rows, vector.values);
}

// The fields of a struct such as VEstim's `meas`, or the vector itself.
void take(matvar_t& variable, std::vector<Vector>& vectors) {
  if (variable.class_type != MAT_C_STRUCT) return take_vector(variable, vectors);
  const auto fields = static_cast<std::size_t>(Mat_VarGetNumberOfFields(&variable));
  for (std::size_t i = 0; i < fields; ++i)
    if (const matvar_t* field = Mat_VarGetStructFieldByIndex(&variable, i, 0))
      take_vector(*field, vectors);
}

std::vector<Vector> vectors_of(const std::string& path) {
  // What the library has to say would go to stderr; a file that it cannot read ends as no vectors.
  Mat_LogInitFunc("lstmtrain", [](int, char*) {});
  const std::unique_ptr<mat_t, int (*)(mat_t*)> file(Mat_Open(path.c_str(), MAT_ACC_RDONLY),
                                                     &Mat_Close);
  if (!file)
    throw Error(ErrorCode::data, path +
                                     ": cannot be opened as a MATLAB file, expected version 5 or "
                                     "7.3. Hint: in MATLAB, save('f.mat', '-v7').");
  std::vector<Vector> vectors;
  for (;;) {
    const std::unique_ptr<matvar_t, void (*)(matvar_t*)> variable(Mat_VarReadNext(file.get()),
                                                                  &Mat_VarFree);
    if (!variable) break;
    take(*variable, vectors);
  }
  if (vectors.empty())
    throw Error(ErrorCode::data, path +
                                     ": holds no numeric vector, expected columns as vectors or as "
                                     "fields of a struct. Hint: tables and timetables are saved by "
                                     "s = table2struct(t, 'ToScalar', true).");
  return vectors;
}

}  // namespace

Table read_mat(const std::string& path, const std::string& name,
               const std::vector<std::string>& columns, const Hyperparams& hp,
               const Digits& digits) {
  const std::vector<Vector> vectors = vectors_of(path);
  std::vector<NumberColumn> all;
  for (const Vector& vector : vectors) all.push_back({vector.name, vector.values});
  return column_table(path, name, all, columns, hp, digits);
}

}  // namespace lstmtrain
