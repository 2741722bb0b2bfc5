// One training in the making: its parts and its place. Private to fit(); read trainer.cpp first.
#pragma once

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "base/state_dict.hpp"
#include "infer/validation.hpp"
#include "lstmtrain/trainer.hpp"
#include "train/batch_runner.hpp"
#include "train/checkpointer.hpp"
#include "train/clock.hpp"
#include "train/guards/guard.hpp"
#include "train/optim/early_stopping.hpp"
#include "train/optim/exploit.hpp"
#include "train/optim/optimizer.hpp"
#include "train/optim/schedule.hpp"
#include "train/starting_point.hpp"
#include "train/step.hpp"

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
    void save(StateDict& state) const;
    void load(const StateDict& state);
  };

  void resume();
  void checkpoint();
  void save(StateDict& state) const;
  void load(const StateDict& state, std::vector<GuardEvent> events);
  void preflight();
  void start_epoch();
  bool next_batch();
  void train_step();
  void skip_step(double loss, double norm);
  void recover(const std::string& kind, const std::string& what);
  void diverge(const std::string& kind, const std::string& what);
  void validate();
  void watch_patience();
  void watch_validation(double rmse);
  void watch_drift();
  void finish_epoch(bool validated);
  void report_progress(double norm);
  bool stats_due() const;
  void report_stats(double norm);
  bool scheduled() const;
  bool last() const;
  bool no_news() const;
  bool ended();
  void end(StopReason reason);
  void leave();
  double rate() const {
    return exploit_.active() ? schedule_.scaled(exploit_.learning_rate(epoch_))
                             : schedule_.learning_rate(epoch_, step_);
  }
  double train_rmse() const;
  StartRecord start_record() const;
  std::string kernels() const;
  Model best_model() const;
  FitResult result();

  const Hyperparams& hp_;
  const Dataset& dataset_;
  Reporter& reporter_;
  FitOptions options_;
  ModelSpec spec_;
  std::vector<double> means_;
  StartingPoint start_;  // its parameters are moved to params_
  Scaler scaler_;
  std::vector<Unit> units_;
  std::unique_ptr<BatchSource> batches_;
  ThreadPool pool_;
  BatchRunner runner_;
  Validation validation_;
  std::vector<float> params_, last_good_, snapshot_params_, grads_;
  StateDict snapshot_optimizer_;
  UpdateRule rule_;
  Optimizer<float> optimizer_;
  Schedule schedule_;
  EarlyStopping early_;
  Exploit exploit_;
  Guard guard_;
  Checkpointer checkpointer_;
  Clock clock_;
  EpochSums sums_;
  Validation::Result val_{kNaN, kNaN};
  double best_rmse_ = kNaN, baseline_rmse_ = 0;
  bool improved_ = false, drift_said_ = false;
  int epoch_ = 0;          // from 0
  std::int64_t step_ = 0;  // updates tried
  bool resumed_ = false;   // from a checkpoint, and no step was taken since
  int saved_best_ = 0;     // epoch of the best model on the disk
  bool ended_ = false, left_ = false;
  StopReason reason_ = StopReason::max_epochs;
  std::string diagnosis_, fingerprint_;
};

}  // namespace lstmtrain
