// The first batch of a training, on one thread, ready for its step.
#pragma once

#include <memory>
#include <vector>

#include "base/thread_pool.hpp"
#include "data/batches/batch_source.hpp"
#include "train/batch/batch_runner.hpp"

namespace lstmtrain {

struct FirstBatch {
  std::unique_ptr<BatchSource> batches;
  ThreadPool pool{1};
  BatchRunner runner;
  std::vector<float> grads;  // room for the step's
  bool any = false;          // false: there is no batch

  FirstBatch(const Hyperparams& hp, const Dataset& dataset, const Model& fresh)
      : batches(make_batches(hp, dataset, fresh.scaler)),
        runner(hp, fresh.spec, *batches, pool),
        grads(fresh.params.size()) {
    batches->start_epoch(0);
    runner.start_epoch();
    any = batches->next();
  }
};

}  // namespace lstmtrain
