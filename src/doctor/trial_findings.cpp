#include "doctor/trial_findings.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "base/plain_text.hpp"
#include "base/rng.hpp"
#include "data/targets.hpp"
#include "lstmtrain/trainer.hpp"
#include "train/guards/messages.hpp"

namespace lstmtrain {
namespace {

constexpr const char* kCheck = "trial";
constexpr std::size_t kMostRows = 50'000;
constexpr std::uint32_t kHeld = 10;  // rows that an input of the control stays as it is
constexpr double kTimeConstant = 8;  // of its targets, rows

// Ends the training as soon as it has shown that it learns.
class Watch : public Reporter {
 public:
  // `share`: of the baseline's error that the best constant leaves.
  Watch(Trial& trial, double share) : trial_(trial), share_(share) {}
  std::atomic<bool> stop = false;
  void start(const StartRecord& record) override {
    trial_.constant_rmse = share_ * record.baseline_rmse;
  }
  void epoch(const EpochRecord& record) override {
    if (record.validated && trial_.epochs == 0) trial_.first_rmse = record.val_rmse;
    trial_.epochs = record.epoch;
    trial_.best_rmse = record.best_val_rmse;
    if (record.validated && trial_.learned()) stop = true;
  }

 private:
  Trial& trial_;
  double share_;
};

// The deviation of the first target over its error from the training mean, on the validation rows.
double constant_share(const Dataset& dataset) {
  const double train_mean = target_means(dataset).front();
  double count = 0, sum = 0, squares = 0;
  for (const Segment& segment : dataset.val)
    for (std::size_t row = segment.begin; row < segment.end; ++row) {
      const double y =
          static_cast<double>(dataset.files[segment.file].at(row, dataset.num_features)) -
          train_mean;
      if (!std::isfinite(y)) continue;
      ++count;
      sum += y;
      squares += y * y;
    }
  return squares > 0 ? std::sqrt(std::max(0.0, 1 - sum * sum / (count * squares))) : 1;
}

std::string words(const Trial& trial, const std::string& unit) {
  return std::to_string(trial.epochs) + " epochs in " + four_digits(trial.seconds) +
         " s: validation RMSE " + four_digits(trial.first_rmse) + " to " +
         with_unit(four_digits(trial.best_rmse), unit) + ", a constant gives " +
         with_unit(four_digits(trial.constant_rmse), unit) +
         (trial.skipped_steps > 0 ? ", skipped steps " + std::to_string(trial.skipped_steps) : "");
}

// One column of the control: a random value that is held, in [low, high].
double held(const Philox& rng, std::size_t row, std::size_t column, double low, double high) {
  const double u =
      rng.normal(static_cast<std::uint32_t>(row) / kHeld, static_cast<std::uint32_t>(column));
  return low + (high - low) * std::clamp(0.5 + 0.2 * u, 0.0, 1.0);
}

void fill(SourceFile& file, const Dataset& like, const Scaler& range, std::uint32_t seed) {
  const Philox rng(seed, Purpose::simulate);
  const std::size_t D = like.num_features;
  std::vector<double> state(like.num_targets(), 0.5);
  for (std::size_t row = 0; row < file.rows; ++row) {
    double mix = 0;  // of the inputs in their ranges, 0 to 1
    for (std::size_t c = 0; c < D; ++c) {
      const double x = held(rng, row, c, range.min[c], range.max[c]);
      const double width = range.max[c] - range.min[c];
      mix += (width > 0 ? (x - range.min[c]) / width : 0.5) / static_cast<double>(D);
      file.values.push_back(static_cast<float>(x));
    }
    for (std::size_t k = 0; k < state.size(); ++k) {
      state[k] += (mix - state[k]) / (kTimeConstant * static_cast<double>(k + 1));
      const double y = 0.7 * state[k] + 0.3 * mix;
      file.values.push_back(
          static_cast<float>(range.min[D + k] + y * (range.max[D + k] - range.min[D + k])));
    }
  }
}

}  // namespace

Trial run_trial(const Hyperparams& given, const Dataset& dataset, double seconds) {
  Hyperparams hp = given;
  hp.max_training_time_seconds = seconds;
  hp.valid_frequency = 1;
  hp.init_model.clear();
  Trial trial;
  Watch watch(trial, constant_share(dataset));
  const FitResult fit =
      lstmtrain::fit(hp, dataset, watch, {.threads = hp.threads, .stop = &watch.stop});
  trial.seconds = fit.seconds;
  trial.diverged = fit.stop_reason == StopReason::diverged;
  trial.diagnosis = fit.diagnosis;
  trial.skipped_steps = static_cast<std::size_t>(fit.skipped_steps);
  if (trial.epochs == 0) trial.first_rmse = trial.best_rmse = fit.best_val_rmse;
  return trial;
}

Dataset control_data(const Dataset& like) {
  const Scaler range = fit_scaler(like, like.train, Normalization::minmax);
  Dataset control;
  control.columns = like.columns;
  control.num_features = like.num_features;
  control.period = like.period;
  std::size_t left = kMostRows;
  const auto add = [&](const std::vector<Segment>& from, std::vector<Segment>& to,
                       std::vector<std::size_t>& files) {
    for (const Segment& segment : from) {
      const std::size_t rows = std::min(segment.size(), left);
      if (rows == 0) return;
      left -= rows;
      SourceFile file;
      file.name = file.path = "control " + std::to_string(control.files.size());
      file.rows = rows;
      file.columns = like.columns.size();
      file.period = like.period;
      fill(file, like, range, static_cast<std::uint32_t>(control.files.size() + 1));
      files.push_back(control.files.size());
      to.push_back({control.files.size(), 0, rows});
      control.files.push_back(std::move(file));
    }
  };
  add(like.train, control.train, control.train_files);
  left = std::max(left, kMostRows / 5);
  add(like.val, control.val, control.val_files);
  control.summaries.resize(control.files.size());
  return control;
}

Findings trial_findings(const Trial& trial, const Trial& control, const std::string& unit) {
  const std::string data = words(trial, unit), made_up = "on made-up data " + words(control, unit);
  if (trial.diverged)
    return {{Severity::error,
             kCheck,
             "a short training diverges.",
             trial.diagnosis,
             {{"CLIP_MAX_NORM", "1.0"}, {"NORMALIZATION", "\"zscore\""}}}};
  if (trial.learned()) return {{Severity::fine, kCheck, "a short training learns.", data}};
  if (control.learned())
    return {{Severity::error, kCheck,
             "made-up data of the same shape is learned, this data is not: the data is at fault. "
             "Look for columns that do not belong together, a shifted clock, a target that the "
             "features do not determine.",
             data + "; " + made_up}};
  return {{Severity::warning, kCheck,
           "neither this data nor made-up data of the same shape is learned in so short a time: "
           "the settings are slow or at fault. lstmtrain lr-find looks at the rate.",
           data + "; " + made_up}};
}

}  // namespace lstmtrain
