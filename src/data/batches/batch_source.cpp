#include "data/batches/batch_source.hpp"

#include "data/batches/stream_batches.hpp"
#include "data/batches/window_batches.hpp"

namespace lstmtrain {

std::unique_ptr<BatchSource> make_batches(const Hyperparams& hp, const Dataset& dataset,
                                          const Scaler& scaler) {
  if (hp.stream()) return std::make_unique<StreamBatches>(hp, dataset, scaler);
  return std::make_unique<WindowBatches>(hp, dataset, scaler);
}

}  // namespace lstmtrain
