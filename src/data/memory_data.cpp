// Series in memory as tables, which then go the way of files.
#include "lstmtrain/memory_data.hpp"

#include <algorithm>

#include "base/arguments.hpp"
#include "base/text/words.hpp"
#include "data/assembly.hpp"
#include "data/column_alias.hpp"
#include "data/column_table.hpp"
#include "data/sources.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

// The columns of one series by their names.
struct SeriesColumns {
  const MemorySeries& series;
  const std::string& where;
  const std::vector<std::string>& wanted;
  const std::vector<std::string>& column_names;

  const MemoryColumn& find(const std::string& name, std::vector<std::string>& notes) const {
    std::vector<std::string> names;
    for (const MemoryColumn& column : series.columns) names.push_back(column.name);
    const auto first = std::find(names.begin(), names.end(), name);
    if (first == names.end()) return find_alias(name, names, notes);
    if (std::find(std::next(first), names.end(), name) != names.end())
      throw Error(ErrorCode::data, where + ": column \"" + name +
                                       "\", got it twice, expected it once. Hint: rename one.");
    return series.columns[static_cast<std::size_t>(first - names.begin())];
  }

 private:
  const MemoryColumn& find_alias(const std::string& name, const std::vector<std::string>& names,
                                 std::vector<std::string>& notes) const {
    const std::vector<std::size_t> others = aliases_of(name, names, wanted, column_names);
    if (others.size() != 1)
      throw Error(ErrorCode::data,
                  where + ": column \"" + name + "\" is missing, got " +
                      (names.empty() ? "none" : "\"" + text::joined(names, "\", \"") + "\"") +
                      ", expected it among them. Hint: names are compared letter by letter.");
    notes.push_back(alias_note(name, names[others[0]]));
    return series.columns[others[0]];
  }
};

// The values as doubles: as they are, or from `kept`, which holds those that had to be made.
std::span<const double> doubles_of(const MemoryColumn& column,
                                   std::vector<std::vector<double>>& kept) {
  if (const auto* doubles = std::get_if<std::span<const double>>(&column.values)) return *doubles;
  const auto floats = std::get<std::span<const float>>(column.values);
  return kept.emplace_back(floats.begin(), floats.end());
}

Table read_series(const MemorySeries& series, const std::string& name,
                  const std::vector<std::string>& wanted, const Hyperparams& hp,
                  const Digits& digits) {
  std::vector<std::vector<double>> kept;
  kept.reserve(wanted.size() + 1);  // its elements must not move
  const SeriesColumns found{series, name, wanted, hp.column_names};
  std::vector<NumberColumn> columns;
  std::vector<std::string> notes;
  for (const std::string& column : wanted)
    columns.push_back({column, doubles_of(found.find(column, notes), kept)});
  std::span<const double> time = series.time;
  if (hp.time_column == "none") time = {};
  if (series.time.empty() && hp.time_column != "none" && hp.time_column != "auto")
    time = doubles_of(found.find(hp.time_column, notes), kept);
  Table table = number_table(name, name, columns, time, hp, digits);
  table.notes = std::move(notes);
  return table;
}

// `set` and the place name a series that has no name.
std::vector<TableSource> memory_sources(const Hyperparams& hp, const std::vector<MemorySeries>& all,
                                        const char* set) {
  std::vector<TableSource> sources;
  for (const MemorySeries& series : all) {
    const std::string name = series.name.empty()
                                 ? std::string(set) + "[" + std::to_string(sources.size()) + "]"
                                 : series.name;
    sources.push_back({name, name, [&hp, &series, name](const auto& columns, const Digits& digits) {
                         return read_series(series, name, columns, hp, digits);
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
