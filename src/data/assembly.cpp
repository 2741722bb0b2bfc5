#include "data/assembly.hpp"

#include <cmath>

#include "data/clean/column_notes.hpp"
#include "data/clean/gate.hpp"
#include "data/clean/outliers.hpp"
#include "data/clean/scale_notes.hpp"
#include "data/compare/overlap.hpp"
#include "data/compare/unit_gate.hpp"
#include "data/derive/derived_columns.hpp"
#include "data/digits.hpp"
#include "data/file_paths.hpp"
#include "data/sources.hpp"
#include "data/split.hpp"
#include "data/table_reader.hpp"
#include "data/time/sampling_rate.hpp"
#include "data/time/tiny_parts.hpp"
#include "data/validation_rows.hpp"

namespace lstmtrain {
namespace {

std::vector<Table> read_tables(const std::vector<TableSource>& sources,
                               const std::vector<std::string>& columns, const Digits& digits,
                               const Faults& faults) {
  std::vector<Table> tables;
  for (const TableSource& source : sources)
    faults.of([&] { tables.push_back(source.read(columns, digits)); });
  return tables;
}

// The columns that need more digits than float32 has, over all of `tables`; empty for none.
Digits needed_digits(const std::vector<Table>& tables, std::size_t columns) {
  Digits digits(columns);
  for (std::size_t c = 0; c < columns; ++c) {
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (const Table& table : tables) {
      const ColumnSummary& column = table.summary.columns[c];
      if (column.bad() >= table.summary.rows) continue;
      low = std::min(low, column.min);
      high = std::max(high, column.max);
    }
    digits[c] = loses_digits(low, high);
  }
  return std::find(digits.begin(), digits.end(), true) == digits.end() ? Digits() : digits;
}

RawTables read_sets(const DataSources& sources, const std::vector<std::string>& columns,
                    const Faults& faults) {
  const auto read = [&](const Digits& digits) {
    return RawTables{read_tables(sources.train, columns, digits, faults),
                     read_tables(sources.val, columns, digits, faults),
                     read_tables(sources.test, columns, digits, faults)};
  };
  RawTables tables = read({});
  // Few data sets need them: they are read once more, all others take no more memory than float32.
  const Digits digits =
      needed_digits(tables.train.empty() ? tables.test : tables.train, columns.size());
  if (!digits.empty() && faults.none()) tables = read(digits);
  return tables;
}

// The tables go, one by one.
std::vector<std::size_t> add_tables(const Hyperparams& hp, std::vector<Table>& tables,
                                    const Faults& faults, Dataset& data) {
  std::vector<std::size_t> indices;
  for (Table& table : tables)
    faults.of([&] {
      indices.push_back(add_table(hp, std::move(table), data));
      faults.add(refusals(hp, data.files.back(), data.summaries.back()));
    });
  return indices;
}

// A training compares all of its tables and looks for outliers, before anything is computed from
// them.
enum class Search { faults, nothing };

Dataset read_all(const Hyperparams& hp, const DataSources& sources, const std::string& train_name,
                 Search search, const Faults& faults) {
  Dataset data = empty_dataset(hp);
  const std::vector<std::string> columns = DerivedColumns(hp).raw();
  RawTables tables = read_sets(sources, columns, faults);
  for (std::vector<Table>* set : {&tables.train, &tables.val, &tables.test})
    print_tables(hp, columns, *set);
  if (search == Search::faults) {
    gate_units(hp, tables, faults, data);
    find_overlaps(hp, columns, tables, faults, data);
    treat_outliers(hp, columns, train_name, faults, tables, data);
  }
  data.train_files = add_tables(hp, tables.train, faults, data);
  data.val_files = add_tables(hp, tables.val, faults, data);
  data.test_files = add_tables(hp, tables.test, faults, data);
  faults.add(rate_problems(hp, data));
  note_resampled(hp, data);
  return data;
}

// Enough rows to train on and to judge by, of which some are split off where none are given.
void require_and_split(const Hyperparams& hp, bool split, const Faults& faults, Dataset& data) {
  // Where no table could be read, that is the fault.
  if (!data.train_files.empty() || faults.none())
    faults.of([&] { require_training_rows(hp, data); });
  if (split && faults.none()) faults.of([&] { split_off_validation(hp, data); });
  if (!data.val_files.empty()) faults.of([&] { require_validation_rows(hp, data); });
}

void add_notes(const std::vector<std::string>& notes, Dataset& data) {
  data.notes.insert(data.notes.end(), notes.begin(), notes.end());
}

}  // namespace

std::vector<TableSource> file_sources(const Hyperparams& hp, const std::vector<std::string>& paths,
                                      const std::string& prefix) {
  std::vector<TableSource> sources;
  for (const FoundFile& found : find_files(paths)) {
    const std::string name = prefix + found.name;
    sources.push_back({found.path, name,
                       [&hp, path = found.path, name, note = found.note](const auto& columns,
                                                                         const Digits& digits) {
                         Table table = read_table(path, name, columns, hp, digits);
                         if (!note.empty()) table.notes.push_back(note);
                         return table;
                       }});
  }
  return sources;
}

Dataset assemble(const Hyperparams& hp, const DataSources& sources, const AssemblyOptions& options,
                 const Faults& faults) {
  Dataset data = read_all(hp, sources, options.train_name, Search::faults, faults);
  data.period = median_period_of(data, data.train_files);
  // Of the rows as they were read: the gate may fill some.
  const std::vector<std::string> scales = scale_notes(data, data.train_files, hp.normalization);
  data.train = gate(hp, data.train_files, options.train_name, data);
  data.val = gate(hp, data.val_files, "validation", data);
  faults.of([&] { require_whole_parts(data, data.train_files, data.train, "training data"); });
  faults.of([&] { require_whole_parts(data, data.val_files, data.val, "validation data"); });
  require_and_split(hp, options.split_off && sources.val.empty(), faults, data);
  note_short(hp, data);
  add_notes(scales, data);
  add_notes(column_notes(hp), data);
  return data;
}

Dataset assemble_test(const Hyperparams& hp, const std::vector<TableSource>& sources,
                      const Faults& faults) {
  Dataset data = read_all(hp, {{}, {}, sources}, "", Search::nothing, faults);
  data.period = median_period_of(data, data.test_files);
  return data;
}

}  // namespace lstmtrain
