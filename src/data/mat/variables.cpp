#include "data/mat/variables.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "data/csv/limits.hpp"
#include "data/csv/time_name.hpp"

namespace lstmtrain::mat {
namespace {

// Values [begin, begin + stride, ...) of a variable: MATLAB stores columns one after another.
template <class T>
void append(const matvar_t& variable, std::size_t begin, std::size_t stride, std::size_t rows,
            std::vector<double>& to) {
  const T* values = static_cast<const T*>(variable.data) + begin;
  for (std::size_t row = 0; row < rows; ++row)
    to.push_back(static_cast<double>(values[row * stride]));
}

using Append = void (*)(const matvar_t&, std::size_t, std::size_t, std::size_t,
                        std::vector<double>&);
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

}  // namespace

void append_numbers(const matvar_t& variable, const std::string& name, Vectors& vectors) {
  if (variable.rank != 2 || variable.isComplex != 0 || variable.data == nullptr) return;
  const auto kind = std::find_if(kAppends.begin(), kAppends.end(),
                                 [&](const auto& one) { return one.first == variable.class_type; });
  const std::size_t down = variable.dims[0], across = variable.dims[1];
  const std::size_t columns = std::min(down, across), rows = std::max(down, across);
  if (kind == kAppends.end() || columns == 0 || columns > kMaxColumns || rows > kMaxRows) return;
  if (columns > 1 && is_time_name(name)) return;  // dates as rows of year, month, day, ...
  const bool along_first = down >= across;
  for (std::size_t c = 0; c < columns; ++c) {
    Vector& vector =
        vectors.emplace_back(Vector{columns == 1 ? name : name + std::to_string(c + 1), {}});
    vector.values.reserve(rows);
    kind->second(variable, along_first ? c * down : c, along_first ? 1 : down, rows, vector.values);
  }
}

std::vector<std::string> names_of(const Vectors& vectors) {
  std::vector<std::string> names;
  for (const Vector& vector : vectors) names.push_back(vector.name);
  return names;
}

}  // namespace lstmtrain::mat
