// The batches of a training, epoch after epoch, for as many updates as one likes.
#pragma once

#include <memory>

#include "data/batches/batch_source.hpp"

namespace lstmtrain {

class EndlessBatches {
 public:
  EndlessBatches(const Hyperparams& hyperparams, const Dataset& dataset, const Scaler& scaler)
      : source_(make_batches(hyperparams, dataset, scaler)) {}

  // The next batch; false where an epoch has none.
  bool next() {
    begins_epoch_ = epoch_ < 0 || !source_->next();
    if (!begins_epoch_) return true;
    source_->start_epoch(++epoch_);
    return source_->next();
  }
  // Whether the present batch is the first of its epoch.
  bool begins_epoch() const { return begins_epoch_; }
  BatchSource& source() { return *source_; }

 private:
  std::unique_ptr<BatchSource> source_;
  int epoch_ = -1;
  bool begins_epoch_ = false;
};

}  // namespace lstmtrain
