// lstmtrain check: the data gate as a table, file by file and column by column; exit 65 if training
// would refuse.
#include "cli/command.hpp"
#include "cli/options/shared_options.hpp"
#include "cli/run_settings.hpp"
#include "cli/screen/quantity.hpp"
#include "cli/screen/table.hpp"
#include "lstmtrain/error.hpp"
#include "run/check_json.hpp"

namespace lstmtrain::cli {
namespace {

constexpr const char* kOpening =
    R"(Shows what is in the data, and whether training would refuse it (exit status 65).

Examples:
  lstmtrain check --hyperparams hp.json --data drives/train
  lstmtrain check --set FEATURE_COLUMNS=Current,SOC --data a.csv b.csv
)";

struct Options {
  SettingsOptions settings;
  std::vector<std::string> data;
  bool json = false;
};

void declare(OptionSet& set, Options& options) {
  add_settings(set, options.settings);
  add_data_paths(set, options.data);
  add_json(set, options.json);
}

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
          grouped(column.outside),
          grouped(column.outlier),
          any && column.min == column.max ? "constant" : ""};
}

// "every 1 s, 2 gaps, 3 rows with a bad cell"
std::string findings_of(const FileSummary& file) {
  std::string text;
  const auto add = [&](bool found, const std::string& what) {
    if (found) text += (text.empty() ? "" : ", ") + what;
  };
  add(file.period > 0, "every " + number(file.period) + " s");
  add(file.parts > 1, counted(file.parts, "unbroken part"));
  add(file.filled > 0, counted(file.filled, "row") + " filled in");
  add(file.file_rows > 0, "resampled from " + grouped(file.file_rows) + " rows every " +
                              number(file.file_period) + " s");
  add(file.gaps > 0, counted(file.gaps, "time gap"));
  add(file.backward > 0, counted(file.backward, "step") + " back in time");
  add(file.repeated > 0, counted(file.repeated, "repeated time stamp"));
  add(file.left_out > 0, counted(file.left_out, "line") + " left out");
  add(file.bad_times > 0, counted(file.bad_times, "row") + " without a time");
  add(file.bad_rows > 0, counted(file.bad_rows, "row") + " with a bad cell");
  return text;
}

std::string gate_table(const std::vector<FileSummary>& files) {
  Table table({"file / column", "rows", "min", "max", "mean", "deviation", "NaN", "Inf", "text",
               "missing", "outside", "outlier", ""});
  for (const FileSummary& file : files) {
    table.add(
        {file.name, grouped(file.rows), "", "", "", "", "", "", "", "", "", "", findings_of(file)});
    for (const ColumnSummary& column : file.columns) table.add(cells_of(file, column));
  }
  if (files.size() > 1) {
    const FileSummary all = all_files(files);
    table.add({all.name, grouped(all.rows), "", "", "", "", "", "", "", "", "", "",
               counted(all.parts, "unbroken part")});
    for (const ColumnSummary& column : all.columns) table.add(cells_of(all, column));
  }
  return table.text();
}

int run_check(const Options& options, Terminal& terminal) {
  if (options.data.empty())
    throw Error(ErrorCode::usage,
                "command line: --data PATH... is missing. Hint: lstmtrain check --hyperparams "
                "hp.json --data drives/train.");
  const settings::Settings settings = settings_of(options.settings);
  const DataCheck check = check_data(settings.values, options.data);
  const bool refused = !check.problems.empty();
  if (options.json) {
    terminal.out.write(run::check_json(check));
    for (const std::string& problem : check.problems) terminal.error(problem);
    return refused ? exit_status(ErrorCode::data) : 0;
  }
  if (!check.files.empty()) terminal.out.write(gate_table(check.files));
  for (const std::string& note : check.notes) terminal.out.write("note: " + note + "\n");
  for (const std::string& warning : check.warnings)
    terminal.out.write("warning: " + warning + "\n");
  for (const std::string& problem : check.problems) terminal.error(problem);
  terminal.out.write(
      refused
          ? "training would refuse this data: " + counted(check.problems.size(), "problem") + "\n"
          : "training would take this data: " + counted(check.files.size(), "file") + "\n");
  return refused ? exit_status(ErrorCode::data) : 0;
}

}  // namespace

extern const Command check_command = {"check", "shows what is in the data", kOpening,
                                      bound<Options, declare, run_check>};

}  // namespace lstmtrain::cli
