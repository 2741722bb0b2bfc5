#include "train/training_state.hpp"

#include "lstmtrain/error.hpp"
#include "train/optim/weight_decay.hpp"

namespace lstmtrain {
namespace {

constexpr const char* kStuckSaid = "train.stuck_said";
constexpr const char* kSnapshot = "snapshot.";  // before the names of the optimiser kept for it

void save(const EpochSums& sums, StateDict& tensors) {
  put_number(tensors, "epoch.loss", sums.loss);
  put_number(tensors, "epoch.squared", sums.squared);
  put_number(tensors, "epoch.steps", static_cast<std::int64_t>(sums.steps));
  put_number(tensors, "epoch.samples", static_cast<std::int64_t>(sums.samples));
  put_number(tensors, "epoch.batches", static_cast<std::int64_t>(sums.batches));
  put_number(tensors, "epoch.rows", static_cast<std::int64_t>(sums.rows));
}

void load(EpochSums& sums, const StateDict& tensors) {
  sums.loss = get_double(tensors, "epoch.loss");
  sums.squared = get_double(tensors, "epoch.squared");
  sums.steps = static_cast<std::size_t>(get_integer(tensors, "epoch.steps"));
  sums.samples = static_cast<std::size_t>(get_integer(tensors, "epoch.samples"));
  sums.batches = static_cast<std::size_t>(get_integer(tensors, "epoch.batches"));
  sums.rows = static_cast<std::size_t>(get_integer(tensors, "epoch.rows"));
}

void save(const Snapshot& snapshot, StateDict& tensors) {
  put(tensors, "snapshot.params", std::span<const float>(snapshot.params));
  for (const auto& [name, tensor] : snapshot.optimizer) tensors[kSnapshot + name] = tensor;
}

// The tensors that the snapshot has already say which there must be, and of what size.
void load(Snapshot& snapshot, const StateDict& tensors) {
  get(tensors, "snapshot.params", std::span<float>(snapshot.params));
  for (auto& [name, tensor] : snapshot.optimizer) {
    const auto found = tensors.find(kSnapshot + name);
    if (found == tensors.end() || found->second.bytes.size() != tensor.bytes.size())
      throw Error(ErrorCode::data, "checkpoint: tensor \"" + (kSnapshot + name) + "\" is missing.");
    tensor = found->second;
  }
}

}  // namespace

TrainingState::TrainingState(const Problem& problem, std::size_t updates_per_epoch)
    : params(problem.start.params),
      last_good(params),
      optimizer(optimizer_settings(problem.hp), weight_decays(problem.hp, problem.spec)),
      schedule(problem.hp, static_cast<std::int64_t>(updates_per_epoch)),
      early(problem.hp.valid_patience),
      exploit(problem.hp),
      guard(problem.hp, updates_per_epoch) {
  take_snapshot(*this);
}

double learning_rate(const TrainingState& state) {
  return state.exploit.active() ? state.schedule.scaled(state.exploit.learning_rate(state.epoch))
                                : state.schedule.learning_rate(state.epoch, state.step);
}

std::optional<double> bias_rate(const TrainingState& state) {
  return state.exploit.active() ? std::nullopt : state.schedule.bias_rate(state.epoch, state.step);
}

bool validated(TrainingState& state, const Validation::Result& result, bool good) {
  state.val = result;
  const bool improved =
      state.early.validated(good ? result.loss : kNaN, state.epoch + 1, state.params);
  if (improved) {
    state.best_rmse = result.rmse;
    state.exploit.improved(state.optimizer);
  }
  state.schedule.validated(result.loss);
  return improved;
}

void take_snapshot(TrainingState& state) {
  state.snapshot.params = state.params;
  state.snapshot.optimizer.clear();
  state.optimizer.save(state.snapshot.optimizer);
}

void roll_back(TrainingState& state, const std::vector<float>& params) {
  state.params = params;
  state.optimizer.load(state.snapshot.optimizer);
  state.schedule.scale(0.5);
  state.guard.forgive();
}

void begin_exploit(TrainingState& state) {
  state.exploit.begin(state.epoch + 1);
  state.params = state.snapshot.params = state.early.best_params();
  state.snapshot.optimizer = state.exploit.optimizer();
  state.optimizer.load(state.snapshot.optimizer);
  state.early.forgive();
  state.guard.forgive();
}

void save(const TrainingState& state, StateDict& tensors) {
  put(tensors, "params", std::span<const float>(state.params));
  state.optimizer.save(tensors);
  state.schedule.save(tensors);
  state.early.save(tensors);
  state.exploit.save(tensors);
  state.guard.save(tensors);
  save(state.sums, tensors);
  save(state.snapshot, tensors);
  put_number(tensors, "train.epoch", std::int64_t{state.epoch});
  put_number(tensors, "train.step", state.step);
  put_number(tensors, "train.val_loss", state.val.loss);
  put_number(tensors, "train.val_rmse", state.val.rmse);
  put_number(tensors, "train.best_rmse", state.best_rmse);
  put_number(tensors, "train.drift_said", std::int64_t{state.drift_said});
  put_number(tensors, kStuckSaid, std::int64_t{state.stuck_said});
}

void load(TrainingState& state, const StateDict& tensors, std::vector<GuardEvent> events) {
  get(tensors, "params", std::span<float>(state.params));
  state.last_good = state.params;
  state.optimizer.load(tensors);
  state.schedule.load(tensors);
  state.early.load(tensors, state.params.size());
  state.exploit.load(tensors);
  state.guard.load(tensors, std::move(events));
  load(state.sums, tensors);
  load(state.snapshot, tensors);
  state.epoch = get_int(tensors, "train.epoch", 0, kMostCount);
  state.step = get_count(tensors, "train.step");
  state.val = {get_double(tensors, "train.val_loss"), get_double(tensors, "train.val_rmse")};
  state.best_rmse = get_double(tensors, "train.best_rmse");
  state.drift_said = get_int(tensors, "train.drift_said", 0, 1) == 1;
  if (tensors.contains(kStuckSaid))  // 0.1.0 did not keep it
    state.stuck_said = get_int(tensors, kStuckSaid, 0, kMostCount);
}

}  // namespace lstmtrain
