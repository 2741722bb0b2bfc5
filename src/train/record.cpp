#include "train/record.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "lstmtrain/version.hpp"
#include "nn/recurrent_layer.hpp"
#include "settings/resume_check.hpp"
#include "settings/settings.hpp"
#include "train/batch/tensor_stats.hpp"
#include "train/guards/judgement.hpp"
#include "train/guards/ladder.hpp"
#include "train/guards/messages.hpp"
#include "train/guards/protections.hpp"

namespace lstmtrain {
namespace {

Work left_of(const Problem& problem, const TrainingState& state) {
  return work_left(problem.hp, problem.updates_per_epoch, state.epoch, state.sums.batches);
}

// Of the mean epoch from the present one on.
double epoch_seconds(const Problem& problem, const TrainingState& state, const Times& times) {
  const Work work = work_left(problem.hp, problem.updates_per_epoch, state.epoch, 0);
  return times.of(work) / std::max(1, problem.hp.max_epochs - state.epoch);
}

}  // namespace

StartRecord start_record(const Problem& problem, const TrainingState& state, bool resumed) {
  StartRecord r;
  r.description = describe(problem.spec);
  r.parameters = state.params.size();
  r.updates_per_epoch = problem.updates_per_epoch;
  r.windows = problem.samples_per_epoch;
  r.lanes = problem.lanes;
  r.steps = problem.steps;
  r.threads = problem.threads;
  r.protections = protections(problem.hp);
  r.baseline_rmse = problem.baseline_rmse;
  r.resumed = resumed;
  r.epochs_done = state.epoch;
  r.step = state.step;
  return r;
}

EstimateRecord estimate_record(const Problem& problem, const TrainingState& state,
                               const Times& times, std::size_t batches) {
  const Hyperparams& hp = problem.hp;
  EstimateRecord r;
  r.epoch = state.epoch + 1;
  r.step = state.step;
  r.batches = batches;
  r.epoch_seconds = epoch_seconds(problem, state, times);
  r.validation_seconds = times.validation_seconds;
  r.epochs_left = hp.max_epochs - state.epoch;
  r.seconds = r.epoch_seconds * r.epochs_left;
  if (hp.max_training_time_seconds > 0)
    r.time_limit = std::max(0.0, hp.max_training_time_seconds - times.seconds);
  return r;
}

ProgressRecord progress_record(const Problem& problem, const TrainingState& state,
                               const Times& times, double norm) {
  ProgressRecord r;
  r.epoch = state.epoch + 1;
  r.max_epochs = problem.hp.max_epochs;
  r.batch = state.sums.batches;
  r.batches = problem.updates_per_epoch;
  r.loss = state.sums.mean_loss();
  r.val_rmse = state.val.rmse;
  r.best_val_rmse = state.best_rmse;
  r.grad_norm = norm;
  r.learning_rate = learning_rate(state);
  r.rows_per_s = times.per_second(state.sums.rows);
  r.patience = state.early.bad();
  r.valid_patience = problem.hp.valid_patience;
  r.epoch_seconds = epoch_seconds(problem, state, times);
  r.eta_seconds = times.eta(left_of(problem, state), problem.hp.max_training_time_seconds);
  return r;
}

EpochRecord epoch_record(const Problem& problem, const TrainingState& state, const Times& times,
                         bool validated) {
  EpochRecord r;
  r.epoch = state.epoch + 1;
  r.max_epochs = problem.hp.max_epochs;
  r.step = state.step;
  r.train_loss = state.sums.mean_loss();
  r.train_rmse = train_rmse(problem, state);
  r.val_loss = validated ? state.val.loss : kNaN;
  r.val_rmse = validated ? state.val.rmse : kNaN;
  r.best_val_rmse = state.best_rmse;
  r.validated = validated;
  r.improved = validated && state.early.best_epoch() == state.epoch + 1;
  r.grad_norm_median = state.guard.norm_median();
  r.grad_norm_max = state.guard.norm_max();
  r.learning_rate = learning_rate(state);
  r.seconds = times.epoch_seconds;
  r.total_seconds = times.seconds;
  r.rows_per_s = times.per_second(state.sums.rows);
  r.skipped_steps = state.guard.skipped_in_epoch();
  r.patience = state.early.bad();
  r.valid_patience = problem.hp.valid_patience;
  r.eta_seconds = times.eta(work_left(problem.hp, problem.updates_per_epoch, state.epoch + 1, 0),
                            problem.hp.max_training_time_seconds);
  return r;
}

bool stats_due(const Problem& problem, const TrainingState& state) {
  const std::size_t batches = state.sums.batches;
  if (problem.hp.stats_every > 0) return (state.step - 1) % problem.hp.stats_every == 0;
  if (batches == problem.updates_per_epoch) return true;
  const std::size_t before = batches - 1;
  const auto stride = std::bit_floor(std::max(before, std::size_t{2})) / 2;
  return state.epoch == 0 && before % stride == 0;
}

StatsRecord stats_record(const Problem& problem, const TrainingState& state,
                         std::span<const float> grads, double norm, BatchRunner::Probe probe) {
  const double max_norm = problem.hp.clip_max_norm;
  const double clipped = max_norm > 0 ? std::max(1.0, norm / max_norm) : 1;  // undone
  StatsRecord r;
  r.epoch = state.epoch + 1;
  r.step = state.step - 1;
  r.tensors = tensor_stats(problem.spec, state.last_good, state.params, grads, clipped);
  r.gates = std::move(probe.gates);
  r.grad_by_distance = std::move(probe.grad_by_distance);
  return r;
}

Model best_model(const Problem& problem, const TrainingState& state) {
  const std::vector<std::string>& columns = problem.dataset.columns;
  const auto features = columns.begin() + static_cast<std::ptrdiff_t>(problem.dataset.num_features);
  const HandedOver best = handed_over(problem, state);
  Model model;
  model.spec = problem.spec;
  model.params = best.params;
  model.features.assign(columns.begin(), features);
  model.targets.assign(features, columns.end());
  model.units = problem.units;
  model.scaler = problem.start.scaler;
  model.columns = problem.columns;
  model.families = problem.families;
  model.target_offset = problem.hp.target_offset;
  model.warmup_rows = problem.hp.warmup_rows;
  model.period = problem.dataset.period;
  model.hyperparams = settings::model_json(problem.hp);
  model.program_version = version();
  model.data_fingerprint = settings::fingerprint_digest(problem.fingerprint);
  model.metrics = {{"epoch", best.epoch}};
  if (std::isfinite(best.val.loss) && std::isfinite(best.val.rmse))
    model.metrics["val_rmse"] = best.val.rmse, model.metrics["val_loss"] = best.val.loss;
  return model;
}

std::string kernels(const ModelSpec& spec) {
  std::string names;
  for (const int H : spec.layer_sizes)
    names += (names.empty() ? "" : ",") + std::string(nn::implementation(H));
  return names;
}

FitResult fit_result(const Problem& problem, const TrainingState& state, const Times& times,
                     StopReason reason) {
  const HandedOver best = handed_over(problem, state);
  FitResult r;
  r.model = best_model(problem, state);
  r.stop_reason = reason;
  r.diagnosis = state.diagnosis;
  r.epochs = state.epoch;
  r.best_epoch = best.epoch;
  r.best_val_rmse = best.val.rmse;
  r.baseline_rmse = problem.baseline_rmse;
  r.worse_than_mean =
      (best.epoch > 0 || problem.start_val) && is_above_mean(problem, best.val.loss);
  r.steps = state.step;
  r.seconds = times.seconds;
  r.threads = problem.threads;
  r.kernels = kernels(problem.spec);
  r.skipped_steps = state.guard.skipped_total();
  r.rollbacks = state.guard.rollbacks();
  r.events = state.guard.events();
  return r;
}

}  // namespace lstmtrain
