#include "cli/screen/metrics_table.hpp"

#include "cli/screen/quantity.hpp"
#include "cli/screen/table.hpp"

namespace lstmtrain::cli {
namespace {

constexpr const char* kHeader[] = {"rows", "RMSE", "MAE",    "max", "bias", "dev",
                                   "P95",  "P99",  "MAPE %", "R2",  "warm"};

// In the header's order; "warm": the RMSE without the rows of the warm-up.
std::vector<std::string> cells(const Metrics& m) {
  return {grouped(m.rows),
          number(m.rmse),
          number(m.mae),
          number(m.max),
          number(m.bias),
          number(m.deviation),
          number(m.p95),
          number(m.p99),
          number(m.mape),
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

Table table_for(const Model& model, std::size_t k, bool sets, const std::string& first) {
  std::vector<std::string> header = {first};
  header.insert(header.end(), std::begin(kHeader), std::end(kHeader));
  if (!model.units[k].name.empty()) header[2] += " " + model.units[k].name;
  if (sets) header.insert(header.begin(), "set");
  return Table(std::move(header), sets ? 2 : 1);
}

std::string table_of(const Model& model, std::size_t k, const std::vector<NamedResult>& results) {
  Table table = table_for(model, k, !results.front().name.empty(), model.targets[k]);
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

std::string groups_table(const Model& model, const std::string& by,
                         const std::vector<FileMetrics>& groups) {
  std::string text;
  for (std::size_t k = 0; k < model.targets.size(); ++k) {
    Table table = table_for(model, k, false, by);
    for (const FileMetrics& group : groups) add_row(table, "", group.file, group.targets[k]);
    text += "\n" + table.text();
  }
  return text;
}

std::string comparison_table(const std::vector<Compared>& rows) {
  std::vector<std::string> header = {"model", "data", "target"};
  header.insert(header.end(), std::begin(kHeader), std::end(kHeader));
  Table table(header, 3);
  for (const Compared& row : rows)
    for (std::size_t k = 0; k < row.of->targets.size(); ++k) {
      const std::string& unit = row.of->units[k].name;
      std::vector<std::string> cell = {row.model, row.data,
                                       row.of->targets[k] + (unit.empty() ? "" : ", " + unit)};
      for (std::string& value : cells(row.result->pooled[k])) cell.push_back(std::move(value));
      table.add(std::move(cell));
    }
  return table.text();
}

}  // namespace lstmtrain::cli
