#include "cli/screen/sweep_report.hpp"

#include <algorithm>
#include <cmath>

#include "cli/screen/quantity.hpp"
#include "cli/screen/table.hpp"
#include "cli/screen/train_summary.hpp"
#include "files/run_files.hpp"
#include "run/free_memory.hpp"

namespace lstmtrain::cli {
namespace {

constexpr std::size_t kRowsShown = 20;

std::string cell(double value) { return std::isnan(value) ? "-" : number(value); }

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

SweepReport::SweepReport(Terminal& terminal, std::string out, std::vector<std::string> notes,
                         std::vector<std::string> keys, std::size_t runs, bool quiet)
    : terminal_(terminal),
      out_(std::move(out)),
      notes_(std::move(notes)),
      keys_(std::move(keys)),
      runs_(runs),
      quiet_(quiet) {}

void SweepReport::begin(const run::SweepPlan& plan) {
  run::require_memory(plan.sizes, run::free_memory());
  unit_ = plan.unit;
  warnings_ = plan.data->warnings;
  say_warnings(warnings_, terminal_);
  if (quiet_) return;
  const Hyperparams& hp = plan.first.values;
  const DataWords words = data_words(hp, *plan.data);
  for (const std::string& note : notes_) terminal_.note(note);
  for (const std::string& note : words.notes) terminal_.note(note);
  terminal_.err.write(words.summary + plan_text(plan.sizes, hp));
  terminal_.err.write(counted(runs_, "run") + ", " + std::to_string(plan.jobs) + " at a time on " +
                      counted(static_cast<std::size_t>(plan.threads), "thread") +
                      " each; the sizes above are those of the first\n");
}

void SweepReport::ended(const run::SweepRow& row) {
  ++ended_;
  if (quiet_) return;
  std::string line = "run " + std::to_string(ended_) + "/" + std::to_string(runs_) + " " + row.run +
                     " | " + row.status;
  if (row.reason.empty())
    line += " | val RMSE " + cell(row.val_rmse) + " | test " + cell(row.test_rmse) + " " + unit_ +
            " | " + std::to_string(row.epochs) + " epochs, " + duration(row.seconds);
  else
    line += " | " + first_line(row.reason);
  terminal_.err.write(line + "\n");
}

std::string SweepReport::table(const std::vector<run::SweepRow>& rows) const {
  std::vector<std::string> header = {"rank", "run"};
  for (const char* name : {"val RMSE", "test RMSE", "epochs", "status"}) header.emplace_back(name);
  Table table(header, 2);
  for (std::size_t i = 0; i < std::min(rows.size(), kRowsShown); ++i) {
    const run::SweepRow& row = rows[i];
    table.add({std::to_string(i + 1), row.run, cell(row.val_rmse), cell(row.test_rmse),
               std::to_string(row.epochs), row.status});
  }
  return table.text() +
         (rows.size() > kRowsShown
              ? "... and " + counted(rows.size() - kRowsShown, "run") + " more in summary.csv\n"
              : "");
}

std::string SweepReport::repetitions_table(const std::vector<run::SweepRow>& rows) const {
  std::vector<std::string> header(keys_.begin(), keys_.end() - 1);
  const std::size_t left = header.size();
  for (const char* name :
       {"runs", "failed", "val mean", "deviation", "best", "test mean", "deviation", "best"})
    header.emplace_back(name);
  Table table(header, left);
  for (const run::Repeated& r : run::repeated(rows)) {
    std::vector<std::string> cells = r.values;
    for (const std::string& text :
         {std::to_string(r.runs), std::to_string(r.failed), cell(r.val_mean), cell(r.val_deviation),
          cell(r.val_best), cell(r.test_mean), cell(r.test_deviation), cell(r.test_best)})
      cells.push_back(text);
    table.add(cells);
  }
  return table.text();
}

void SweepReport::end(const run::SweepResult& result, Tables tables) {
  const std::vector<run::SweepRow>& rows = result.rows;
  const bool repeats = !keys_.empty() && keys_.back() == "SEED";
  if (!quiet_ && tables == Tables::ranked)
    terminal_.out.write(table(rows) + (repeats ? repetitions_table(rows) : ""));
  if (!result.whole)
    terminal_.out.write("interrupted after " + std::to_string(rows.size()) + " of " +
                        counted(runs_, "run") + "; lstmtrain --resume --out " + out_ +
                        " goes on\n");
  say_warnings(warnings_, terminal_);
  if (!result.has_model()) return;
  terminal_.out.write("best validation RMSE " + with_unit(rows.front().val_rmse, unit_) + ": " +
                      rows.front().run + ", test RMSE " + with_unit(rows.front().test_rmse, unit_) +
                      "; its model is " + files::path_in(out_, files::kModelFile) +
                      ", all runs in " + files::path_in(out_, files::kSweepSummary) + "\n");
}

}  // namespace lstmtrain::cli
