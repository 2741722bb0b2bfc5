// Stage 17: when a checkpoint is due, and what is done when the disk refuses it: the training goes
// on, one warning is said, the next try comes later and later. Knows times and files, not what a
// state is.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "files/checkpoint_store.hpp"
#include "lstmtrain/report.hpp"
#include "lstmtrain/trainer.hpp"

namespace lstmtrain {

class Checkpointer {
 public:
  // Makes the folder; throws cannot_create. No folder in `options`: none is ever written.
  // CHECKPOINT_EVERY_SECONDS 0: only write() does.
  Checkpointer(const Hyperparams& hyperparams, const FitOptions& options, Reporter& reporter);

  bool on() const { return !folder_.empty(); }
  // Asked after every step, so it costs a look at a clock. A pending improvement waits until the
  // last write is 20 times as long ago as it took: checkpoints take no more than 5 % of the time.
  bool due() const;
  // An epoch improved the best: due() will say so.
  void improved() { pending_ = true; }

  // `save` writes and throws Error; a failure is told once and never stops the training. Whether
  // it succeeded.
  bool write(const std::function<void(files::CheckpointStore&)>& save);

  files::CheckpointStore& store() { return store_; }
  const std::string& folder() const { return folder_; }

 private:
  using Steady = std::chrono::steady_clock;

  std::string folder_;
  files::CheckpointStore store_;
  Reporter& reporter_;
  Steady::duration every_;
  bool pending_ = false;
  int failures_ = 0;  // in a row
  Steady::time_point last_ = Steady::now();
  Steady::duration took_{};
};

}  // namespace lstmtrain
