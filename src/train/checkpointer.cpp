#include "train/checkpointer.hpp"

#include <algorithm>
#include <filesystem>

#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

constexpr int kMostOfTime = 20;       // a write's time is at most one part in so many
constexpr double kMostSeconds = 1e8;  // three years, and 64 times that is a duration
constexpr int kMostDoublings = 6;     // of the interval, by failures: 30 s becomes 32 min

// Made before the first step: a training of days must not learn at its end that it kept nothing.
std::string made(const std::string& folder) {
  std::error_code error;
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  if (error)
    throw Error(ErrorCode::cannot_create,
                folder + ": the folder of checkpoints cannot be created, got \"" + error.message() +
                    "\", expected a place where a folder can be made. Hint: give another one.");
  return folder;
}

}  // namespace

Checkpointer::Checkpointer(const Hyperparams& hp, const FitOptions& options, Reporter& reporter)
    : folder_(made(options.checkpoints)),
      store_(folder_, hp.keep_checkpoints),
      reporter_(reporter),
      every_(std::chrono::duration_cast<Steady::duration>(
          std::chrono::duration<double>(std::min(hp.checkpoint_every_seconds, kMostSeconds)))) {}

bool Checkpointer::due() const {
  if (!on() || every_ == Steady::duration::zero()) return false;
  const Steady::duration since = Steady::now() - last_;
  if (failures_ > 0) return since >= every_ * (1 << std::min(failures_, kMostDoublings));
  return since >= every_ || (pending_ && since >= took_ * kMostOfTime);
}

bool Checkpointer::write(const std::function<void(files::CheckpointStore&)>& save) {
  const Steady::time_point begin = Steady::now();
  try {
    save(store_);
    if (failures_ > 0) reporter_.warning(folder_ + ": checkpoints are written again.");
    failures_ = 0;
    pending_ = false;
  } catch (const Error& error) {
    if (failures_++ == 0)
      reporter_.warning(std::string("checkpoint not written: ") + error.what() +
                        " The training goes on, earlier checkpoints stay, and it is tried again.");
  }
  last_ = Steady::now();
  took_ = last_ - begin;
  return failures_ == 0;
}

}  // namespace lstmtrain
