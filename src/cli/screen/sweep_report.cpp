#include "cli/screen/sweep_report.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>

#include "cli/screen/quantity.hpp"
#include "cli/screen/table.hpp"
#include "cli/screen/train_summary.hpp"
#include "files/atomic_file.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRowsShown = 20;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::string cell(double value) { return std::isnan(value) ? "-" : number(value); }

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

SweepReport::SweepReport(Terminal& terminal, std::string out, std::vector<std::string> keys,
                         std::size_t runs, bool quiet)
    : terminal_(terminal),
      out_(std::move(out)),
      keys_(std::move(keys)),
      runs_(runs),
      quiet_(quiet) {}

void SweepReport::begin(const Job& first, const std::vector<std::string>& notes, const Plan& sizes,
                        int jobs, int threads) {
  unit_ = first.units.front().name;
  if (quiet_) return;
  for (const std::string& note : notes) terminal_.note(note);
  terminal_.err.write(data_summary(*first.dataset, first.scaler, first.units) +
                      plan_text(sizes, first.hp()));
  terminal_.err.write(counted(runs_, "run") + ", " + std::to_string(jobs) + " at a time on " +
                      counted(static_cast<std::size_t>(threads), "thread") +
                      " each; the sizes above are those of the first\n");
}

run::SweepRow SweepReport::row_of(const settings::SweepRun& run,
                                  const std::vector<std::string>& keys) {
  run::SweepRow row;
  row.run = run.name;
  row.group = run.group;
  row.val_rmse = row.test_rmse = row.seconds = kNaN;
  for (const std::string& key : keys) {
    const auto found = std::find_if(run.overrides.begin(), run.overrides.end(),
                                    [&](const settings::Override& o) { return o.key == key; });
    row.values.push_back(found == run.overrides.end() ? "" : found->value);
  }
  return row;
}

void SweepReport::fill(run::SweepRow& row, const run::ResultsSummary& results) {
  row.epochs = results.epochs;
  row.best_epoch = results.best_epoch;
  row.parameters = results.parameters;
  row.val_rmse = results.best_epoch > 0 ? results.val_rmse : kNaN;
  row.test_rmse = results.best_epoch > 0 ? results.test_rmse : kNaN;
  row.seconds = results.seconds;
  row.status = results.stop_reason;
  row.reason = first_line(results.diagnosis);
}

void SweepReport::add(const run::SweepRow& row) {
  rows_.push_back(row);
  if (!quiet_) {
    std::string line = "run " + std::to_string(rows_.size()) + "/" + std::to_string(runs_) + " " +
                       row.run + " | " + row.status;
    if (row.reason.empty())
      line += " | val RMSE " + cell(row.val_rmse) + " | test " + cell(row.test_rmse) + " " + unit_ +
              " | " + std::to_string(row.epochs) + " epochs, " + duration(row.seconds);
    else
      line += " | " + first_line(row.reason);
    terminal_.err.write(line + "\n");
  }
  std::vector<run::SweepRow> ranked = rows_;
  run::rank(ranked);
  try {
    write("summary.csv", run::summary_csv(keys_, ranked, unit_));
  } catch (const Error& error) {
    terminal_.warning(error.what());  // written again after the next run
  }
}

// Equal content is left as it is: a sweep that has ended stays as it was.
void SweepReport::write(const char* name, const std::string& text) const {
  const std::string path = (fs::path(out_) / name).string();
  std::error_code error;
  if (fs::exists(path, error)) {
    const auto bytes = files::read_whole_file(path);
    if (std::ranges::equal(bytes, std::as_bytes(std::span(text)))) return;
  }
  files::write_file_atomically(path, std::string_view(text));
}

bool SweepReport::has_model() const {
  return std::any_of(rows_.begin(), rows_.end(),
                     [](const run::SweepRow& row) { return std::isfinite(row.val_rmse); });
}

std::string SweepReport::table() const {
  std::vector<std::string> header = {"rank", "run"};
  for (const char* name : {"val RMSE", "test RMSE", "epochs", "status"}) header.emplace_back(name);
  Table table(header, 2);
  for (std::size_t i = 0; i < std::min(rows_.size(), kRowsShown); ++i) {
    const run::SweepRow& row = rows_[i];
    table.add({std::to_string(i + 1), row.run, cell(row.val_rmse), cell(row.test_rmse),
               std::to_string(row.epochs), row.status});
  }
  return table.text() +
         (rows_.size() > kRowsShown
              ? "... and " + counted(rows_.size() - kRowsShown, "run") + " more in summary.csv\n"
              : "");
}

std::string SweepReport::repetitions_table() const {
  std::vector<std::string> header(keys_.begin(), keys_.end() - 1);
  const std::size_t left = header.size();
  for (const char* name :
       {"runs", "failed", "val mean", "deviation", "best", "test mean", "deviation", "best"})
    header.emplace_back(name);
  Table table(header, left);
  for (const run::Repeated& r : run::repeated(rows_)) {
    std::vector<std::string> cells = r.values;
    for (const std::string& text :
         {std::to_string(r.runs), std::to_string(r.failed), cell(r.val_mean), cell(r.val_deviation),
          cell(r.val_best), cell(r.test_mean), cell(r.test_deviation), cell(r.test_best)})
      cells.push_back(text);
    table.add(cells);
  }
  return table.text();
}

void SweepReport::end(bool whole, bool tables) {
  run::rank(rows_);
  const bool repeats = !keys_.empty() && keys_.back() == "SEED";
  if (repeats) write("repetitions.csv", run::repetitions_csv(keys_, run::repeated(rows_), unit_));
  if (!quiet_ && tables) terminal_.out.write(table() + (repeats ? repetitions_table() : ""));
  if (!whole)
    terminal_.out.write("interrupted after " + std::to_string(rows_.size()) + " of " +
                        counted(runs_, "run") + "; lstmtrain --resume --out " + out_ +
                        " goes on\n");
  if (!has_model()) return;
  const fs::path best = fs::path(out_) / "runs" / rows_.front().run / "best.safetensors";
  write("best.safetensors", files::read_text_file(best.string()));
  terminal_.out.write("best validation RMSE " + with_unit(rows_.front().val_rmse, unit_) + ": " +
                      rows_.front().run + ", test RMSE " +
                      with_unit(rows_.front().test_rmse, unit_) + "; its model is " +
                      (fs::path(out_) / "best.safetensors").string() + ", all runs in " +
                      (fs::path(out_) / "summary.csv").string() + "\n");
}

}  // namespace lstmtrain::cli
