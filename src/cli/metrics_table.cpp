#include "cli/metrics_table.hpp"

#include "cli/quantity.hpp"
#include "cli/table.hpp"

namespace lstmtrain::cli {
namespace {

void add_row(Table& table, const std::string& name, const std::string& file, const Metrics& m) {
  table.add({name.empty() ? file : name + "  " + file, grouped(m.rows), number(m.rmse),
             number(m.mae), number(m.max), number(m.bias), number(m.r2),
             number(m.rmse_after_warmup)});
}

std::string table_of(const Model& model, std::size_t k, const std::vector<NamedResult>& results) {
  const std::string& unit = model.units[k].name;
  const auto in_unit = [&](const char* what) {
    return unit.empty() ? std::string(what) : std::string(what) + " " + unit;
  };
  Table table({model.targets[k], "rows", in_unit("RMSE"), in_unit("MAE"), in_unit("max"),
               in_unit("bias"), "R2", "RMSE warm"});
  for (const NamedResult& part : results) {
    if (part.result == nullptr) continue;
    for (const FileMetrics& file : part.result->files) {
      add_row(table, part.name, file.file, file.targets[k]);
    }
    table.rule();
    add_row(table, part.name, "all " + counted(part.result->files.size(), "file"),
            part.result->pooled[k]);
    if (&part != &results.back()) table.rule();
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
