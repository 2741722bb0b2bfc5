#include "cli/screen/start_text.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/plain_text.hpp"
#include "cli/screen/quantity.hpp"

namespace lstmtrain::cli {
namespace {

constexpr std::size_t kNames = 13;  // columns of the names
constexpr std::size_t kWidest = 100;

std::size_t count(int value) { return static_cast<std::size_t>(value); }

// "every epoch", "every 5 epochs"
std::string every(int n, const std::string& noun) {
  return n == 1 ? "every " + noun : "every " + counted(count(n), noun);
}

std::string model(const StartRecord& r) {
  return r.description + " (checked, all finite), " + counted(count(r.threads), "thread");
}

std::string epoch(const StartRecord& r, const Hyperparams& hp) {
  return counted(r.windows, hp.stream() ? "row" : "window") + " in " +
         counted(r.updates_per_epoch, "update") + " of " +
         counted(count(r.lanes), hp.stream() ? "lane" : "window") + " x " +
         counted(count(r.steps), "row");
}

std::string optimiser(const Hyperparams& hp) {
  std::string text =
      std::string(name_of(hp.optimizer_type)) + ", rate " + four_digits(hp.initial_lr);
  if (hp.weight_decay > 0) text += ", weight decay " + four_digits(hp.weight_decay);
  return text + (hp.clip_max_norm > 0 ? ", clip " + four_digits(hp.clip_max_norm) : ", no clip");
}

std::string rates(const Hyperparams& hp) {
  switch (hp.scheduler_type) {
    case SchedulerType::step_lr:
      return " x " + four_digits(hp.lr_param) + " " + every(hp.lr_period, "epoch");
    case SchedulerType::reduce_lr_on_plateau:
      return " x " + four_digits(hp.plateau_factor) + " after " +
             counted(count(hp.plateau_patience), "bad validation");
    case SchedulerType::cosine_annealing_lr:
      return " to " + four_digits(hp.cosine_eta_min);
    case SchedulerType::cosine_annealing_warm_restarts:
      return " to " + four_digits(hp.cosine_eta_min) + ", the first restart after " +
             counted(count(hp.cosine_t0), "epoch");
    case SchedulerType::none:
      break;
  }
  return "";
}

std::string warm_up(const Hyperparams& hp) {
  if (hp.warmup_steps == 0 && hp.warmup_epochs == 0) return "no warm-up";
  return "warm-up of " + (hp.warmup_steps > 0 ? counted(count(hp.warmup_steps), "update")
                                              : counted(count(hp.warmup_epochs), "epoch"));
}

std::string schedule(const Hyperparams& hp) {
  const bool none = hp.scheduler_type == SchedulerType::none;
  return (none ? "constant rate" : name_of(hp.scheduler_type)) + rates(hp) + ", " + warm_up(hp);
}

std::string validation(const StartRecord& r, const Hyperparams& hp, const std::string& unit) {
  return every(hp.valid_frequency, "epoch") + "; predicting the mean gives " +
         with_unit(r.baseline_rmse, unit);
}

std::string end(const Hyperparams& hp) {
  std::string text = counted(count(hp.max_epochs), "epoch") + ", or over " +
                     counted(count(hp.valid_patience), "validation") + " without a new best";
  if (hp.exploit_epochs > 0 && hp.exploit_repetitions > 0)
    text += " and " + counted(count(hp.exploit_repetitions), "exploit repetition");
  if (hp.max_training_time_seconds > 0) text += ", or " + duration(hp.max_training_time_seconds);
  return text;
}

std::string resumed(const StartRecord& r) {
  return counted(count(r.epochs_done), "epoch") + " done, going on after step " +
         grouped(static_cast<std::size_t>(r.step));
}

// `text` in lines of at most `width`; those behind the first begin with `indent` blanks.
std::string broken(std::string text, std::size_t width, std::size_t indent) {
  std::string lines;
  while (text.size() > width) {
    const std::size_t blank = text.rfind(' ', width);
    if (blank == std::string::npos || blank <= indent) break;
    lines += text.substr(0, blank) + "\n";
    text = std::string(indent, ' ') + text.substr(blank + 1);
  }
  return lines + text;
}

}  // namespace

std::string start_text(const StartRecord& record, const Hyperparams& hp, const std::string& unit,
                       const TextStream& stream) {
  std::vector<std::pair<std::string, std::string>> rows = {
      {"model", model(record)},
      {"epoch", epoch(record, hp)},
      {"optimiser", optimiser(hp)},
      {"schedule", schedule(hp)},
      {"validation", validation(record, hp, unit)},
      {"ends after", end(hp)}};
  for (std::size_t i = 0; i < record.protections.size(); ++i)
    rows.emplace_back(i == 0 ? "protections" : "", record.protections[i]);
  if (record.resumed) rows.emplace_back("resumed:", resumed(record));
  const std::size_t width = std::clamp(count(stream.width()), 2 * kNames, kWidest);
  std::string text;
  for (const auto& [name, what] : rows) {
    const bool off = what.starts_with("OFF: ");
    const std::string lines = broken(std::string(kNames, ' ') + what, width, kNames);
    text += stream.paint(name, Style::bold) +
            stream.paint(lines.substr(name.size()), off ? Style::yellow : Style::plain) + "\n";
  }
  return text;
}

std::string estimate_text(const EstimateRecord& r) {
  if (r.batches == 0) return "unknown: no step could be taken";
  const std::string left = counted(count(r.epochs_left), "epoch");
  std::string text = "about " + about(r.epoch_seconds) + " an epoch, at most ";
  if (r.time_limit > 0 && r.time_limit < r.seconds)
    text += about(r.time_limit) + " (the time limit, of " + about(r.seconds) + " for " + left + ")";
  else
    text += about(r.seconds) + " for " + left;
  return text + "; patience may end it sooner";
}

}  // namespace lstmtrain::cli
