#include "data/mat/reader.hpp"

#include <algorithm>
#include <functional>
#include <memory>

#include "base/text/words.hpp"
#include "data/column_alias.hpp"
#include "data/column_table.hpp"
#include "data/mat/cycles.hpp"
#include "data/mat/matio.hpp"
#include "data/mat/variables.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

using mat::Vectors;

constexpr std::size_t kListedNames = 30;

// Each variable of the file, one by one.
void each_variable(const std::string& path, const std::function<void(matvar_t&)>& visit) {
  const mat::Matio& matio = mat::matio_for(path);
  // What the library has to say would go to stderr; a file that it cannot read ends as no vectors.
  matio.LogInitFunc("lstmtrain", [](int, char*) {});
  const std::unique_ptr<mat_t, int (*)(mat_t*)> file(matio.Open(path.c_str(), MAT_ACC_RDONLY),
                                                     matio.Close);
  if (!file)
    throw Error(ErrorCode::data, path +
                                     ": cannot be opened as a MATLAB file, expected version 5 or "
                                     "7.3. Hint: in MATLAB, save('f.mat', '-v7').");
  for (;;) {
    const std::unique_ptr<matvar_t, void (*)(matvar_t*)> variable(matio.VarReadNext(file.get()),
                                                                  matio.VarFree);
    if (!variable) break;
    visit(*variable);
  }
}

// What lies at the surface: variables, and the fields of a struct such as VEstim's `meas`.
struct Surface {
  Vectors vectors;
  // The first variable that MATLAB alone can read, a table or a timetable; "T" where libmatio does
  // not know its name. Of version 7.3 it says an empty variable.
  std::string object;
};

void take(matvar_t& variable, Surface& surface) {
  const std::string name = variable.name == nullptr ? "" : variable.name;
  if (variable.class_type == MAT_C_OPAQUE || variable.class_type == MAT_C_OBJECT ||
      variable.class_type == MAT_C_EMPTY) {
    if (surface.object.empty()) surface.object = name.empty() || name == "MCOS" ? "T" : name;
    return;
  }
  if (variable.class_type != MAT_C_STRUCT) return append_numbers(variable, name, surface.vectors);
  const mat::Matio& matio = mat::matio();
  const auto fields = static_cast<std::size_t>(matio.VarGetNumberOfFields(&variable));
  char* const* const names = matio.VarGetStructFieldnames(&variable);
  for (std::size_t i = 0; names != nullptr && i < fields; ++i)
    if (const matvar_t* field = matio.VarGetStructFieldByIndex(&variable, i, 0))
      append_numbers(*field, names[i], surface.vectors);
}

[[noreturn]] void refuse_object(const std::string& path, const std::string& object) {
  throw Error(ErrorCode::data,
              path + ": \"" + text::printable(object) +
                  "\" is a table or an object that MATLAB alone can read, expected "
                  "vectors or a struct. Hint: in MATLAB, s = table2struct(" +
                  text::printable(object) +
                  ", 'ToScalar', true); save('f.mat', '-struct', 's', '-v7').");
}

[[noreturn]] void refuse_lacking(const std::string& path, const mat::CycleSearch& search,
                                 const std::vector<std::string>& columns) {
  std::vector<std::string> names = search.names_of_other();
  if (names.size() > kListedNames) names.resize(kListedNames);
  throw Error(ErrorCode::data,
              path + ": no struct has all of \"" +
                  text::printable(text::joined(columns, "\", \"")) + "\", got " +
                  std::to_string(search.others()) + " with vectors, the first with \"" +
                  text::printable(text::joined(names, "\", \"")) +
                  "\". Hint: FEATURE_COLUMNS and TARGET_COLUMN name fields as the file does.");
}

Table table_of(const std::string& path, const std::string& name, const Vectors& vectors,
               const std::vector<std::string>& columns, const Hyperparams& hp,
               const Digits& digits) {
  std::vector<NumberColumn> all;
  for (const mat::Vector& vector : vectors) all.push_back({vector.name, vector.values});
  return column_table(path, name, all, columns, hp, digits);
}

}  // namespace

Table read_mat(const std::string& path, const std::string& name,
               const std::vector<std::string>& columns, const Hyperparams& hp,
               const Digits& digits) {
  Surface surface;
  mat::CycleSearch search(columns, hp.column_names);
  each_variable(path, [&](matvar_t& variable) {
    take(variable, surface);
    search.look_into(variable);
  });
  if (names_all(columns, names_of(surface.vectors), hp.column_names))
    return table_of(path, name, surface.vectors, columns, hp, digits);
  if (search.series().empty()) {
    if (!surface.object.empty()) refuse_object(path, surface.object);
    if (surface.vectors.empty() && search.others() > 0) refuse_lacking(path, search, columns);
    if (!surface.vectors.empty()) return table_of(path, name, surface.vectors, columns, hp, digits);
    throw Error(ErrorCode::data, path +
                                     ": holds no numeric vector, expected columns as vectors or as "
                                     "fields of a struct. Hint: tables and timetables are saved by "
                                     "s = table2struct(t, 'ToScalar', true).");
  }
  const std::size_t series = search.series().size();
  std::vector<std::size_t> breaks;
  const Vectors vectors = mat::joined(std::move(search.series()), breaks);
  Table table = table_of(path, name, vectors, columns, hp, digits);
  table.file.breaks = breaks;
  table.notes.push_back(
      path + ": " + std::to_string(series) +
      " structs with all columns are read as series, one after another" +
      (search.others() == 0 ? "." : "; " + std::to_string(search.others()) + " others lack some."));
  return table;
}

}  // namespace lstmtrain
