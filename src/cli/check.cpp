// lstmtrain check: the data gate as a table, file by file and column by column; exit 65 if training
// would refuse.
#include "cli/commands.hpp"
#include "cli/quantity.hpp"
#include "cli/settings.hpp"
#include "cli/table.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::cli {
namespace {

std::vector<std::string> cells_of(const FileSummary& file, const ColumnSummary& column) {
  const bool any = column.bad() < file.rows;
  return {"  " + column.name,
          "",
          any ? number(column.min) : "-",
          any ? number(column.max) : "-",
          any ? number(column.mean) : "-",
          any ? number(column.deviation) : "-",
          grouped(column.nan),
          grouped(column.inf + column.overflow),
          grouped(column.text),
          grouped(column.blank + column.sentinel),
          any && column.min == column.max ? "constant" : ""};
}

std::string gate_table(const std::vector<FileSummary>& files) {
  Table table({"file / column", "rows", "min", "max", "mean", "deviation", "NaN", "Inf", "text",
               "missing", ""});
  for (const FileSummary& file : files) {
    std::string time;
    if (file.period > 0) time = "every " + number(file.period) + " s";
    if (file.gaps + file.backward > 0)
      time += ", " + counted(file.gaps, "gap") + ", " + counted(file.backward, "step") + " back";
    table.add(
        {file.name, grouped(file.rows), "", "", "", "", "", "", "", grouped(file.bad_rows), time});
    for (const ColumnSummary& column : file.columns) table.add(cells_of(file, column));
  }
  return table.text();
}

}  // namespace

int run_check(const Options& options, Terminal& terminal) {
  if (options.data_paths.empty())
    throw Error(ErrorCode::usage,
                "command line: --data PATH... is missing. Hint: lstmtrain check --hyperparams "
                "hp.json --data drives/train.");
  const io::Settings settings = settings_of(options);
  const DataCheck check = check_data(settings.values, options.data_paths);
  if (!check.files.empty()) terminal.out.write(gate_table(check.files));
  for (const std::string& note : check.notes) terminal.out.write("note: " + note + "\n");
  for (const std::string& problem : check.problems) terminal.error(problem);
  const bool refused = !check.problems.empty();
  terminal.out.write(
      refused
          ? "training would refuse this data: " + counted(check.problems.size(), "problem") + "\n"
          : "training would take this data: " + counted(check.files.size(), "file") + "\n");
  return refused ? exit_status(ErrorCode::data) : 0;
}

}  // namespace lstmtrain::cli
