// Stage 17: a training's state to the disk, and back from it. Whatever is carried from step to step
// goes: the TrainingState, the place in the batches, the states of the lanes, the time spent.
#include "base/finite.hpp"
#include "files/guard_json.hpp"
#include "lstmtrain/error.hpp"
#include "settings/resume_check.hpp"
#include "settings/settings.hpp"
#include "train/guards/messages.hpp"
#include "train/record.hpp"
#include "train/trainer.hpp"

namespace lstmtrain {
namespace {

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

// Of the data at hand, by the rule of the checkpoint's.
std::string fingerprint_like(const files::Checkpoint& checkpoint, const Problem& problem) {
  const int version = settings::fingerprint_version(checkpoint.metadata, checkpoint.path);
  if (version == settings::kFingerprintVersion) return problem.fingerprint;
  return settings::data_fingerprint(problem.dataset, problem.start.scaler, version);
}

}  // namespace

// Goes on from the newest checkpoint where that was asked for and there is one.
void Trainer::resume() {
  if (!options_.resume || !checkpointer_.on()) return;
  const files::FoundCheckpoint found = checkpointer_.store().newest();
  for (const std::string& line : found.corrupt) reporter_.warning(line);
  if (!found.newest) {
    reporter_.warning(checkpointer_.folder() + ": no checkpoint to go on from, starting anew.");
    return;
  }
  const files::Checkpoint& checkpoint = *found.newest;
  refuse_changes("a setting", settings::settings_differences(text(checkpoint, "hyperparams"), hp_));
  refuse_changes("the data", settings::data_differences(text(checkpoint, "data"),
                                                        fingerprint_like(checkpoint, problem_)));
  load(checkpoint.tensors,
       files::guard_events_from(text(checkpoint, "events"), checkpoint.path + ": events"));
  const std::string before = text(checkpoint, "kernels"), now = kernels(problem_.spec);
  if (before != now)
    reporter_.warning("resume: the run was computed by " + before + " kernels and goes on with " +
                      now + ": its last digits may differ from those of an uninterrupted run.");
  resumed_ = true;
  const bool over = state_.exploit.active() ? state_.exploit.ends_with(state_.epoch - 1)
                                            : state_.early.exhausted();
  if (over && !state_.exploit.left()) end(StopReason::patience);
}

// Writes the state between two steps, and beside it the best model so far, if that is new.
void Trainer::checkpoint() {
  if (!checkpointer_.on()) return;
  checkpointer_.write([this](files::CheckpointStore& store) {
    store.save(state_.step, saved(),
               {{"hyperparams", settings::resolved_json(hp_)},
                {"data", problem_.fingerprint},
                {"fingerprint_version", std::to_string(settings::kFingerprintVersion)},
                {"events", files::guard_events_text(state_.guard.events())},
                {"kernels", kernels(problem_.spec)}});
    const EarlyStopping& early = state_.early;
    if (!early.has_best() || early.best_epoch() == saved_best_) return;
    save_model(checkpointer_.folder() + "/best.safetensors", best_model(problem_, state_));
    saved_best_ = early.best_epoch();
  });
}

StateDict Trainer::saved() const {
  StateDict tensors;
  save(state_, tensors);
  batches_->save(tensors);
  runner_.save(tensors);
  const Times spent = clock_.times();
  put_number(tensors, "train.seconds", spent.seconds);
  put_number(tensors, "train.epoch_seconds", spent.epoch_seconds);
  return tensors;
}

void Trainer::load(const StateDict& tensors, std::vector<GuardEvent> events) {
  lstmtrain::load(state_, tensors, std::move(events));
  batches_->start_epoch(state_.epoch);
  batches_->load(tensors);
  runner_.load(tensors);
  clock_.go_on_from(
      {get_double(tensors, "train.seconds"), get_double(tensors, "train.epoch_seconds")});
  if (!all_finite(state_.params))
    throw Error(ErrorCode::data,
                "checkpoint: " + name_nonfinite(problem_.spec, state_.params) + ".");
}

}  // namespace lstmtrain
