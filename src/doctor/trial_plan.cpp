#include "doctor/trial_plan.hpp"

#include <algorithm>
#include <cmath>

#include "base/shape.hpp"
#include "doctor/trial_data.hpp"
#include "lstmtrain/trainer.hpp"

namespace lstmtrain {
namespace {

constexpr double kFewestSteps = 10;     // in the time of a trial, or it is not tried
constexpr double kWantedSteps = 200;    // in its time: fewer lanes until so many fit in
constexpr double kWantedEpochs = 5;     // the same: fewer windows and rows
constexpr double kTrainingShare = 0.7;  // of an epoch's time; the rest is validation
constexpr double kNearlyAll = 0.9;      // of the rows: then all are taken
constexpr std::size_t kFewestLanes = kLaneMultiple;
constexpr std::size_t kPieceRows = 1000, kWindowsOfPiece = 4, kBatchesOfEpoch = 4;
constexpr int kNoStats = 1'000'000'000;  // layer statistics cost as much as a small step

// Judged by its first minutes: a constant rate after the warm-up, every epoch validated, no end
// before the time but by learning.
Hyperparams trial_settings(const Hyperparams& given) {
  Hyperparams hp = given;
  hp.scheduler_type = SchedulerType::none;
  hp.valid_frequency = 1;
  hp.valid_patience = hp.max_epochs;
  hp.init_model.clear();
  hp.stats_every = kNoStats;
  return hp;
}

// Rows of the shortest piece from which windows, or chunks of a lane, can be cut.
std::size_t piece_rows(const Hyperparams& hp) {
  const int window = (hp.stream() ? hp.warmup_rows + hp.history() : hp.lookback) + hp.target_offset;
  return std::max(kPieceRows, kWindowsOfPiece * static_cast<std::size_t>(window));
}

// Rows that a few batches of so many lanes need.
std::size_t fewest_rows(const Hyperparams& hp, std::size_t lanes) {
  const int rows_of_lane = hp.stream() ? hp.tbptt_steps : hp.window_stride;
  return piece_rows(hp) + kBatchesOfEpoch * lanes * static_cast<std::size_t>(rows_of_lane);
}

// `share` of the rows, all where that is nearly all, at least `least`.
std::size_t part_of(std::size_t rows, double share, std::size_t least) {
  if (share >= kNearlyAll) return rows;
  const auto part = static_cast<std::size_t>(share * static_cast<double>(rows));
  return std::min(rows, std::max(part, least));
}

class Planner {
 public:
  Planner(const Hyperparams& given, const Dataset& dataset, const StepCost& cost, double seconds)
      : given_(given), dataset_(dataset), cost_(cost), seconds_(seconds), all_(rows_of(dataset)) {
    plan_.hp = trial_settings(given);
    whole_ = lstmtrain::plan(plan_.hp, dataset);
    plan_.rows = plan_.all_rows = all_.train;
    plan_.lanes = plan_.all_lanes = static_cast<std::size_t>(whole_.lanes);
    plan_.validation_seconds = cost.forward(given, all_.val);
  }

  TrialPlan plan() {
    take_fewer_lanes();
    const double updates = updates_;
    plan_.possible = plan_.step_seconds * kFewestSteps <= seconds_;
    if (!plan_.possible) return std::move(plan_);
    take_fewer_windows();
    take_fewer_rows();
    // As many updates, in shorter epochs.
    const double epochs = plan_.hp.max_epochs * updates / updates_;
    plan_.hp.max_epochs = static_cast<int>(std::clamp(std::ceil(epochs), 1.0, 1e9));
    plan_.hp.valid_patience = plan_.hp.max_epochs;
    return std::move(plan_);
  }

 private:
  double step_seconds() const {
    const int blocks = BlockLayout::of(static_cast<int>(plan_.lanes)).blocks();
    return cost_.step(given_, plan_.lanes) / std::min(whole_.threads, blocks);
  }
  double epoch_seconds() const { return updates_ * plan_.step_seconds; }

  void take_fewer_lanes() {
    while (plan_.lanes > kFewestLanes && step_seconds() * kWantedSteps > seconds_)
      plan_.lanes = std::max(kFewestLanes, plan_.lanes / 2);
    if (plan_.lanes < plan_.all_lanes) plan_.hp = with_lanes(plan_.hp, plan_.lanes);
    plan_.step_seconds = step_seconds();
    updates_ = static_cast<double>(whole_.updates_per_epoch) *
               static_cast<double>(plan_.all_lanes) / static_cast<double>(plan_.lanes);
  }

  // A window every few rows sees nearly what one at every row does.
  void take_fewer_windows() {
    if (given_.stream() || given_.window_stride >= given_.lookback) return;
    const double most = std::floor(static_cast<double>(given_.lookback) / given_.window_stride);
    plan_.thinner =
        static_cast<int>(std::ceil(std::clamp(epoch_seconds() / wanted_epoch(), 1.0, most)));
    plan_.hp.window_stride *= plan_.thinner;
    updates_ /= plan_.thinner;
  }

  void take_fewer_rows() {
    const std::size_t least = fewest_rows(plan_.hp, plan_.lanes);
    const double validation = (1 - kTrainingShare) * seconds_ / kWantedEpochs;
    const RowCounts rows{part_of(all_.train, wanted_epoch() / epoch_seconds(), least),
                         part_of(all_.val, validation / plan_.validation_seconds, least)};
    if (rows.train == all_.train && rows.val == all_.val) return;
    plan_.fewer = fewer_rows(dataset_, rows, piece_rows(given_));
    const RowCounts taken = rows_of(*plan_.fewer);
    plan_.rows = taken.train;
    plan_.validation_seconds = cost_.forward(given_, taken.val);
    plan_.hp = with_lanes(plan_.hp, plan_.lanes);
    updates_ *= static_cast<double>(taken.train) / static_cast<double>(all_.train);
  }

  double wanted_epoch() const { return kTrainingShare * seconds_ / kWantedEpochs; }

  const Hyperparams& given_;
  const Dataset& dataset_;
  const StepCost& cost_;
  double seconds_;
  RowCounts all_;
  Plan whole_;
  TrialPlan plan_;
  double updates_ = 0;  // of an epoch of the trial
};

}  // namespace

TrialPlan plan_trial(const Hyperparams& hp, const Dataset& dataset, const StepCost& cost,
                     double seconds) {
  return Planner(hp, dataset, cost, seconds).plan();
}

}  // namespace lstmtrain
