// The loop of one training, over its problem, its state and the machine that runs them. Private to
// fit(); read trainer.cpp first.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/thread_pool.hpp"
#include "data/batches/batch_source.hpp"
#include "infer/validation.hpp"
#include "lstmtrain/trainer.hpp"
#include "train/batch/batch_runner.hpp"
#include "train/checkpointer.hpp"
#include "train/clock.hpp"
#include "train/guards/ladder.hpp"
#include "train/problem.hpp"
#include "train/step.hpp"
#include "train/training_state.hpp"

namespace lstmtrain {

class Trainer {
 public:
  Trainer(const Hyperparams& hyperparams, const Dataset& dataset, Reporter& reporter,
          const FitOptions& options);
  FitResult run();
  // Instead of run(): what it would take, by a few steps.
  EstimateRecord measure();

 private:
  // trainer.cpp
  void require_finite() const;
  void preflight();
  void start_epoch();
  bool next_batch();
  void train_step();
  void warn_of_norm(double norm);
  void skip_step(const BatchGradient& gradient);
  void recover(Fault fault, const std::vector<float>& before);
  void judge_epoch();
  void validate();
  void know_start();
  void judge_result();
  void watch_patience();
  bool measured() const;
  void say_estimate();
  EstimateRecord estimate();
  bool scheduled() const;
  bool last() const;
  bool no_news() const;
  bool ended();
  void end(StopReason reason);
  void leave();

  // trainer_checkpoints.cpp
  void resume();
  void checkpoint();
  StateDict saved() const;
  void load(const StateDict& tensors, std::vector<GuardEvent> events);

  const Hyperparams& hp_;
  Reporter& reporter_;
  FitOptions options_;
  Problem problem_;
  std::unique_ptr<BatchSource> batches_;
  ThreadPool pool_;
  BatchRunner runner_;
  Validation validation_;
  UpdateRule rule_;
  TrainingState state_;
  std::vector<float> grads_;  // [n] of the present step
  Checkpointer checkpointer_;
  Clock clock_;
  int saved_best_ = 0;    // epoch of the best model on the disk
  bool resumed_ = false;  // from a checkpoint, and no step was taken since
  bool ended_ = false, left_ = false, estimated_ = false;
  StopReason reason_ = StopReason::max_epochs;
};

}  // namespace lstmtrain
