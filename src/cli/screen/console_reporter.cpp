#include "cli/screen/console_reporter.hpp"

#include <cmath>

#include "cli/screen/quantity.hpp"
#include "cli/screen/start_text.hpp"

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
         " | ETA " + duration(r.eta_seconds) + " | " + duration(r.epoch_seconds) +
         " an epoch | loss " + number(r.loss) + " | norm " + number(r.grad_norm) + " | lr " +
         scientific(r.learning_rate) + " | " + short_count(r.rows_per_s) + " rows/s | patience " +
         of(r.patience, r.valid_patience);
}

std::string epoch_line(const EpochRecord& r, const std::string& unit) {
  std::string line = "epoch " + of(r.epoch, r.max_epochs) + " | train " + number(r.train_loss) +
                     " | val " + (r.validated ? number(r.val_loss) : "-");
  line += " | val RMSE " + validation(r.val_rmse, r.best_val_rmse, unit) + (r.improved ? " *" : "");
  line += " | norm " + number(r.grad_norm_median) + " max " + number(r.grad_norm_max) + " | lr " +
          scientific(r.learning_rate) + " | " + short_count(r.rows_per_s) + " rows/s | " +
          duration(r.seconds) + " an epoch | patience " + of(r.patience, r.valid_patience) +
          " | skipped " + std::to_string(r.skipped_steps) + " | ETA " + duration(r.eta_seconds);
  return line;
}

}  // namespace

void ConsoleReporter::start(const StartRecord& record) {
  if (quiet_) return;
  terminal_.err.write(start_text(record, hp_, unit_, terminal_.err));
}

void ConsoleReporter::estimate(const EstimateRecord& record) {
  if (quiet_) return;
  line_.clear();
  terminal_.err.write(estimate_text(record) + "\n");
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
  line_.finish();
  std::string text = event.kind + ": epoch " + std::to_string(event.epoch) + ", step " +
                     std::to_string(event.step);
  if (!event.where.empty()) text += ", " + event.where;
  text += ": " + event.message;
  if (seen == kEventsShown) text += " (more of these are in metrics.jsonl only)";
  terminal_.warning(text);
}

void ConsoleReporter::warning(const std::string& line) {
  line_.finish();
  terminal_.warning(line);
}

}  // namespace lstmtrain::cli
