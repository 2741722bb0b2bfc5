#include "cli/screen/console_reporter.hpp"

#include <cmath>

#include "cli/screen/quantity.hpp"

namespace lstmtrain::cli {
namespace {

constexpr int kEventsShown = 5;  // of a kind; all of them are in metrics.jsonl

std::string of(int part, int whole) { return std::to_string(part) + "/" + std::to_string(whole); }

// "15.7, best 15.2 mV"; "-" before the first validation and in epochs without one.
std::string validation(double value, double best, const std::string& unit) {
  if (std::isnan(best)) return std::isnan(value) ? "-" : with_unit(value, unit);
  return (std::isnan(value) ? "-" : number(value)) + ", best " + with_unit(best, unit);
}

std::string live_line(const ProgressRecord& r, const std::string& unit) {
  return "epoch " + of(r.epoch, r.max_epochs) + " batch " + std::to_string(r.batch) + "/" +
         std::to_string(r.batches) + " | val " + validation(r.val_rmse, r.best_val_rmse, unit) +
         " | ETA " + duration(r.eta_seconds) + " | loss " + number(r.loss) + " | norm " +
         number(r.grad_norm) + " | lr " + scientific(r.learning_rate) + " | " +
         short_count(r.rows_per_s) + " rows/s | patience " + of(r.patience, r.valid_patience);
}

std::string epoch_line(const EpochRecord& r, const std::string& unit) {
  std::string line = "epoch " + of(r.epoch, r.max_epochs) + " | train " + number(r.train_loss) +
                     " | val " + (r.validated ? number(r.val_loss) : "-");
  line += " | val RMSE " + validation(r.val_rmse, r.best_val_rmse, unit) + (r.improved ? " *" : "");
  line += " | norm " + number(r.grad_norm_median) + " max " + number(r.grad_norm_max) + " | lr " +
          scientific(r.learning_rate) + " | " + short_count(r.rows_per_s) + " rows/s | patience " +
          of(r.patience, r.valid_patience) + " | skipped " + std::to_string(r.skipped_steps) +
          " | ETA " + duration(r.eta_seconds);
  return line;
}

}  // namespace

void ConsoleReporter::start(const StartRecord& record) {
  if (quiet_) return;
  std::string text = record.description + ", " +
                     counted(static_cast<std::size_t>(record.threads), "thread") +
                     "; an epoch: " + counted(record.windows, sample_) + ", " +
                     counted(record.updates_per_epoch, "update") + "\nprotections:\n";
  for (const std::string& line : record.protections) text += "  " + line + "\n";
  if (record.resumed)
    text += "resumed: " + counted(static_cast<std::size_t>(record.epochs_done), "epoch") +
            " done, going on after step " + grouped(static_cast<std::size_t>(record.step)) + "\n";
  terminal_.err.write(text);
}

void ConsoleReporter::progress(const ProgressRecord& record) {
  if (!quiet_ && line_.due()) line_.draw(live_line(record, unit_));
}

void ConsoleReporter::epoch(const EpochRecord& record) {
  if (quiet_ || terminal_.err.live()) return;
  terminal_.err.write(epoch_line(record, unit_) + "\n");
}

void ConsoleReporter::guard(const GuardEvent& event) {
  // What ends a training is the error that the program ends with: said once, there.
  if (quiet_ || event.kind == "parameters_not_finite" || event.kind == "too_many_skipped_steps") {
    return;
  }
  const int seen = ++events_[event.kind];
  if (seen > kEventsShown) return;
  finish();
  std::string text = event.kind + ": epoch " + std::to_string(event.epoch) + ", step " +
                     std::to_string(event.step);
  if (!event.where.empty()) text += ", " + event.where;
  text += ": " + event.message;
  if (seen == kEventsShown) text += " (more of these are in metrics.jsonl only)";
  terminal_.warning(text);
}

void ConsoleReporter::warning(const std::string& line) {
  finish();
  terminal_.warning(line);
}

}  // namespace lstmtrain::cli
