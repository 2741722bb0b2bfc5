#include "cli/metrics_table.hpp"

#include "cli/quantity.hpp"
#include "cli/table.hpp"

namespace lstmtrain::cli {
namespace {

std::vector<std::string> cells(const Metrics& m) {
  return {grouped(m.rows),
          number(m.rmse),
          number(m.mae),
          number(m.max),
          number(m.bias),
          number(m.r2),
          number(m.rmse_after_warmup)};
}

// The set's name stands before the file's, when there are several sets.
void add_row(Table& table, const std::string& set, const std::string& file, const Metrics& m) {
  std::vector<std::string> row = {file};
  if (!set.empty()) row.insert(row.begin(), set);
  for (std::string& cell : cells(m)) row.push_back(std::move(cell));
  table.add(std::move(row));
}

Table table_for(const Model& model, std::size_t k, bool sets) {
  const std::string unit = model.units[k].name.empty() ? "" : " " + model.units[k].name;
  std::vector<std::string> header = {model.targets[k], "rows",        "RMSE" + unit, "MAE" + unit,
                                     "max" + unit,     "bias" + unit, "R2",          "RMSE warm"};
  if (sets) header.insert(header.begin(), "set");
  return Table(std::move(header), sets ? 2 : 1);
}

std::string table_of(const Model& model, std::size_t k, const std::vector<NamedResult>& results) {
  Table table = table_for(model, k, !results.front().name.empty());
  bool first = true;
  for (const NamedResult& part : results) {
    if (part.result == nullptr) continue;
    if (!first) table.rule();
    first = false;
    for (const FileMetrics& file : part.result->files) {
      add_row(table, part.name, file.file, file.targets[k]);
    }
    add_row(table, part.name, "all " + counted(part.result->files.size(), "file"),
            part.result->pooled[k]);
  }
  return table.text();
}

}  // namespace

std::string metrics_table(const Model& model, const std::vector<NamedResult>& results) {
  std::string text;
  for (std::size_t k = 0; k < model.targets.size(); ++k) {
    text += (k > 0 ? "\n" : "") + table_of(model, k, results);
  }
  return text;
}

}  // namespace lstmtrain::cli
