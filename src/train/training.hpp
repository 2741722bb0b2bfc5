// One training in the making: its parts and its place. Private to fit(); read trainer.cpp first.
#pragma once

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "base/state_dict.hpp"
#include "lstmtrain/trainer.hpp"
#include "train/batch_runner.hpp"
#include "train/clock.hpp"
#include "train/early_stopping.hpp"
#include "train/guard.hpp"
#include "train/optimizer.hpp"
#include "train/schedule.hpp"
#include "train/validation.hpp"

namespace lstmtrain {

inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

class Training {
 public:
  Training(const Hyperparams& hp, const Dataset& dataset, Reporter& reporter,
           const FitOptions& options);
  FitResult run();

 private:
  // Sums over the steps that were taken in this epoch.
  struct EpochSums {
    double loss = 0, squared = 0;
    std::size_t steps = 0, samples = 0, batches = 0, rows = 0;
    double mean_loss() const { return steps > 0 ? loss / static_cast<double>(steps) : kNaN; }
  };

  void preflight();
  void train_step();
  void skip_step(double loss, double norm);
  void recover(const std::string& kind, const std::string& what);
  void diverge(const std::string& kind, const std::string& what);
  void validate();
  void watch_validation(double rmse);
  void watch_drift();
  void finish_epoch(bool validated);
  void report_progress(double norm);
  bool validates() const;
  bool ended();
  double rate() const { return schedule_.learning_rate(epoch_, step_); }
  double train_rmse() const;
  FitResult result();

  const Hyperparams& hp_;
  const Dataset& dataset_;
  Reporter& reporter_;
  FitOptions options_;
  ModelSpec spec_;
  Scaler scaler_;
  std::vector<Unit> units_;
  std::vector<double> means_;
  std::unique_ptr<BatchSource> batches_;
  ThreadPool pool_;
  BatchRunner runner_;
  Validation validation_;
  std::vector<float> params_, last_good_, snapshot_params_, grads_;
  StateDict snapshot_optimizer_;
  Optimizer<float> optimizer_;
  Schedule schedule_;
  EarlyStopping early_;
  Guard guard_;
  Clock clock_;
  EpochSums sums_;
  Validation::Result val_{kNaN, kNaN};
  double best_rmse_ = kNaN, baseline_rmse_ = 0;
  bool improved_ = false, drift_said_ = false;
  int epoch_ = 0;          // from 0
  std::int64_t step_ = 0;  // updates tried
  bool ended_ = false;
  StopReason reason_ = StopReason::max_epochs;
  std::string diagnosis_;
};

}  // namespace lstmtrain
