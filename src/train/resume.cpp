// Stage 17: the state between two steps, out and in again. Whatever a step, a validation or a
// guard reads later stands here; what follows from settings, data and counters does not.
#include <climits>

#include "base/finite.hpp"
#include "files/guard_json.hpp"
#include "lstmtrain/error.hpp"
#include "settings/resume_check.hpp"
#include "settings/settings.hpp"
#include "train/guards/messages.hpp"
#include "train/training.hpp"

namespace lstmtrain {
namespace {

constexpr const char* kSnapshot = "snapshot.";  // before the names of the optimiser kept for it

const std::string& text(const files::Checkpoint& checkpoint, const char* key) {
  const auto found = checkpoint.metadata.find(key);
  if (found == checkpoint.metadata.end())
    throw Error(ErrorCode::data, checkpoint.path + ": \"" + key + "\" is missing.");
  return found->second;
}

// A run that goes on must be the same run.
void refuse_changes(const char* what, const std::vector<std::string>& differences) {
  if (!differences.empty())
    throw Error(ErrorCode::config, settings::refused_change(what, differences));
}

}  // namespace

void Training::EpochSums::save(StateDict& state) const {
  put_number(state, "epoch.loss", loss);
  put_number(state, "epoch.squared", squared);
  put_number(state, "epoch.steps", static_cast<std::int64_t>(steps));
  put_number(state, "epoch.samples", static_cast<std::int64_t>(samples));
  put_number(state, "epoch.batches", static_cast<std::int64_t>(batches));
  put_number(state, "epoch.rows", static_cast<std::int64_t>(rows));
}

void Training::EpochSums::load(const StateDict& state) {
  loss = get_double(state, "epoch.loss");
  squared = get_double(state, "epoch.squared");
  steps = static_cast<std::size_t>(get_integer(state, "epoch.steps"));
  samples = static_cast<std::size_t>(get_integer(state, "epoch.samples"));
  batches = static_cast<std::size_t>(get_integer(state, "epoch.batches"));
  rows = static_cast<std::size_t>(get_integer(state, "epoch.rows"));
}

void Training::save(StateDict& state) const {
  put(state, "params", std::span<const float>(params_));
  optimizer_.save(state);
  schedule_.save(state);
  early_.save(state);
  exploit_.save(state);
  guard_.save(state);
  batches_->save(state);
  runner_.save(state);
  sums_.save(state);
  put(state, "snapshot.params", std::span<const float>(snapshot_params_));
  for (const auto& [name, tensor] : snapshot_optimizer_) state[kSnapshot + name] = tensor;
  put_number(state, "train.epoch", std::int64_t{epoch_});
  put_number(state, "train.step", step_);
  put_number(state, "train.val_loss", val_.loss);
  put_number(state, "train.val_rmse", val_.rmse);
  put_number(state, "train.best_rmse", best_rmse_);
  put_number(state, "train.drift_said", std::int64_t{drift_said_});
  put_number(state, "train.seconds", clock_.seconds());
  put_number(state, "train.epoch_seconds", clock_.epoch_seconds());
}

void Training::load(const StateDict& state, std::vector<GuardEvent> events) {
  epoch_ = get_int(state, "train.epoch", 0, INT_MAX);
  start_epoch();
  get(state, "params", std::span<float>(params_));
  optimizer_.load(state);
  schedule_.load(state);
  early_.load(state, params_.size());
  exploit_.load(state);
  guard_.load(state, std::move(events));
  batches_->load(state);
  runner_.load(state);
  sums_.load(state);
  get(state, "snapshot.params", std::span<float>(snapshot_params_));
  for (auto& [name, tensor] : snapshot_optimizer_) {
    const auto found = state.find(kSnapshot + name);
    if (found == state.end() || found->second.bytes.size() != tensor.bytes.size())
      throw Error(ErrorCode::data, "checkpoint: tensor \"" + (kSnapshot + name) + "\" is missing.");
    tensor = found->second;
  }
  step_ = get_integer(state, "train.step");
  val_ = {get_double(state, "train.val_loss"), get_double(state, "train.val_rmse")};
  best_rmse_ = get_double(state, "train.best_rmse");
  drift_said_ = get_int(state, "train.drift_said", 0, 1) == 1;
  clock_.go_on_from(get_double(state, "train.seconds"), get_double(state, "train.epoch_seconds"));
  if (!all_finite(params_))
    throw Error(ErrorCode::data, "checkpoint: " + name_nonfinite(spec_, params_) + ".");
}

// Goes on from the newest checkpoint where that was asked for and there is one.
void Training::resume() {
  if (!options_.resume || !checkpointer_.on()) return;
  const files::FoundCheckpoint found = checkpointer_.store().newest();
  for (const std::string& line : found.corrupt) reporter_.warning(line);
  if (!found.newest) {
    reporter_.warning(checkpointer_.folder() + ": no checkpoint to go on from, starting anew.");
    return;
  }
  const files::Checkpoint& checkpoint = *found.newest;
  refuse_changes("a setting", settings::settings_differences(text(checkpoint, "hyperparams"), hp_));
  refuse_changes("the data", settings::data_differences(text(checkpoint, "data"), fingerprint_));
  load(checkpoint.tensors,
       files::guard_events_from(text(checkpoint, "events"), checkpoint.path + ": events"));
  if (text(checkpoint, "kernels") != kernels())
    reporter_.warning("resume: the run was computed by " + text(checkpoint, "kernels") +
                      " kernels and goes on with " + kernels() +
                      ": its last digits may differ from those of an uninterrupted run.");
  resumed_ = true;
  const bool over = exploit_.active() ? exploit_.ends_with(epoch_ - 1) : early_.exhausted();
  if (over && !exploit_.left()) end(StopReason::patience);
}

// Writes the state between two steps, and beside it the best model so far, if that is new.
void Training::checkpoint() {
  if (!checkpointer_.on()) return;
  checkpointer_.write([this](files::CheckpointStore& store) {
    StateDict state;
    save(state);
    store.save(step_, state,
               {{"hyperparams", settings::resolved_json(hp_)},
                {"data", fingerprint_},
                {"events", files::guard_events_text(guard_.events())},
                {"kernels", kernels()}});
    if (!early_.has_best() || early_.best_epoch() == saved_best_) return;
    save_model(checkpointer_.folder() + "/best.safetensors", best_model());
    saved_best_ = early_.best_epoch();
  });
}

}  // namespace lstmtrain
