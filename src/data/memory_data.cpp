// Series in memory as tables, which then go the way of files.
#include "lstmtrain/memory_data.hpp"

#include "base/arguments.hpp"
#include "data/assembly.hpp"
#include "data/column_table.hpp"
#include "data/sources.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

const MemoryColumn& column_of(const MemorySeries& series, const std::string& where,
                              const std::string& name) {
  const MemoryColumn* found = nullptr;
  std::string names;
  for (const MemoryColumn& column : series.columns) {
    names += (names.empty() ? "\"" : ", \"") + column.name + "\"";
    if (column.name != name) continue;
    if (found != nullptr)
      throw Error(ErrorCode::data, where + ": column \"" + name +
                                       "\", got it twice, expected it once. Hint: rename one.");
    found = &column;
  }
  if (found == nullptr)
    throw Error(ErrorCode::data, where + ": column \"" + name + "\" is missing, got " +
                                     (names.empty() ? "none" : names) +
                                     ", expected it among them. Hint: names are compared letter "
                                     "by letter.");
  return *found;
}

// The values as doubles: as they are, or from `kept`, which holds those that had to be made.
std::span<const double> doubles_of(const MemoryColumn& column,
                                   std::vector<std::vector<double>>& kept) {
  if (const auto* doubles = std::get_if<std::span<const double>>(&column.values)) return *doubles;
  const auto floats = std::get<std::span<const float>>(column.values);
  return kept.emplace_back(floats.begin(), floats.end());
}

Table read_series(const MemorySeries& series, const std::string& name,
                  const std::vector<std::string>& wanted, const Hyperparams& hp) {
  std::vector<std::vector<double>> kept;
  kept.reserve(wanted.size() + 1);  // its elements must not move
  std::vector<NumberColumn> columns;
  for (const std::string& column : wanted)
    columns.push_back({column, doubles_of(column_of(series, name, column), kept)});
  std::span<const double> time = series.time;
  if (hp.time_column == "none") time = {};
  if (series.time.empty() && hp.time_column != "none" && hp.time_column != "auto")
    time = doubles_of(column_of(series, name, hp.time_column), kept);
  return number_table(name, name, columns, time, hp);
}

// `set` and the place name a series that has no name.
std::vector<TableSource> memory_sources(const Hyperparams& hp, const std::vector<MemorySeries>& all,
                                        const char* set) {
  std::vector<TableSource> sources;
  for (const MemorySeries& series : all) {
    const std::string name = series.name.empty()
                                 ? std::string(set) + "[" + std::to_string(sources.size()) + "]"
                                 : series.name;
    sources.push_back({name, name, [&hp, &series, name](const auto& columns) {
                         return read_series(series, name, columns, hp);
                       }});
  }
  return sources;
}

}  // namespace

Dataset dataset_from_memory(const Hyperparams& hp, const MemoryData& data) {
  require_settings(hp);
  const DataSources sources{memory_sources(hp, data.train, "train"),
                            memory_sources(hp, data.val, "val"),
                            memory_sources(hp, data.test, "test")};
  return assemble(hp, sources, {}, Faults());
}

Dataset test_data_from_memory(const Hyperparams& hp, const std::vector<MemorySeries>& series) {
  require_settings(hp);
  return assemble_test(hp, memory_sources(hp, series, "test"), Faults());
}

}  // namespace lstmtrain
