#include "data/mat/cycles.hpp"

#include <algorithm>

#include "data/column_alias.hpp"
#include "data/csv/limits.hpp"
#include "data/mat/matio.hpp"

namespace lstmtrain::mat {
namespace {

constexpr int kMostDepth = 8;
constexpr std::size_t kMostElements = 1'000'000;  // of a struct or a cell array

std::size_t elements_of(const matvar_t& variable) {
  std::size_t count = 1;
  for (int axis = 0; axis < variable.rank; ++axis) {
    if (variable.dims[axis] > kMostElements) return 0;
    count *= variable.dims[axis];
    if (count > kMostElements) return 0;
  }
  return count;
}

// The vectors of the length that most of them have, and the constants as long as these.
Vectors of_one_length(const Vectors& vectors, const Vectors& constants) {
  std::size_t rows = 0, most = 0;
  for (const Vector& vector : vectors) {
    const auto alike = std::count_if(vectors.begin(), vectors.end(), [&](const Vector& other) {
      return other.values.size() == vector.values.size();
    });
    if (static_cast<std::size_t>(alike) <= most) continue;
    most = static_cast<std::size_t>(alike);
    rows = vector.values.size();
  }
  Vectors alike;
  for (const Vector& vector : vectors)
    if (vector.values.size() == rows) alike.push_back(vector);
  for (const Vector& constant : constants)
    alike.push_back({constant.name, std::vector<double>(rows, constant.values.front())});
  return alike;
}

}  // namespace

bool CycleSearch::has_all(const Vectors& vectors) const {
  return names_all(columns_, names_of(vectors), column_names_);
}

void CycleSearch::look_into(matvar_t& variable, const Vectors& constants, int depth) {
  if (depth > kMostDepth || variable.data == nullptr) return;
  const std::size_t elements = elements_of(variable);
  if (variable.class_type == MAT_C_STRUCT)
    for (std::size_t e = 0; e < elements; ++e) look_into_struct(variable, e, constants, depth);
  if (variable.class_type == MAT_C_CELL)
    for (std::size_t e = 0; e < elements; ++e)
      if (matvar_t* cell = matio().VarGetCell(&variable, static_cast<int>(e)))
        look_into(*cell, constants, depth + 1);
}

void CycleSearch::look_into_struct(matvar_t& variable, std::size_t element, const Vectors& around,
                                   int depth) {
  const auto fields = static_cast<std::size_t>(matio().VarGetNumberOfFields(&variable));
  char* const* const names = matio().VarGetStructFieldnames(&variable);
  if (names == nullptr) return;
  Vectors vectors, constants = around;
  for (std::size_t f = 0; f < fields; ++f) {
    const matvar_t* field = matio().VarGetStructFieldByIndex(&variable, f, element);
    if (field == nullptr) continue;
    Vectors numbers;
    append_numbers(*field, names[f], numbers);
    const bool constant = numbers.size() == 1 && numbers.front().values.size() == 1;
    for (Vector& vector : numbers) (constant ? constants : vectors).push_back(std::move(vector));
  }
  if (!vectors.empty()) {
    Vectors series = of_one_length(vectors, constants);
    if (has_all(series)) {
      series_.push_back(std::move(series));
      return;
    }
    if (others_++ == 0) names_of_other_ = names_of(vectors);
  }
  for (std::size_t f = 0; f < fields; ++f)
    if (matvar_t* field = matio().VarGetStructFieldByIndex(&variable, f, element))
      look_into(*field, constants, depth + 1);
}

Vectors joined(std::vector<Vectors> series, std::vector<std::size_t>& breaks) {
  Vectors all;
  for (const Vector& vector : series.front()) {
    const bool everywhere = std::all_of(series.begin(), series.end(), [&](const Vectors& one) {
      return std::any_of(one.begin(), one.end(),
                         [&](const Vector& other) { return other.name == vector.name; });
    });
    if (everywhere) all.push_back({vector.name, {}});
  }
  std::size_t rows = 0;
  for (Vectors& one : series) {
    if (rows > 0) breaks.push_back(rows);
    rows += one.front().values.size();
    for (Vector& column : all) {
      const auto found = std::find_if(
          one.begin(), one.end(), [&](const Vector& vector) { return vector.name == column.name; });
      column.values.insert(column.values.end(), found->values.begin(), found->values.end());
    }
    one.clear();
  }
  return all;
}

}  // namespace lstmtrain::mat
