#include "train/work.hpp"

#include <algorithm>

namespace lstmtrain {

bool validates(const Hyperparams& hp, int epoch) {
  return epoch == 0 || (epoch + 1) % hp.valid_frequency == 0;
}

Work work_left(const Hyperparams& hp, std::size_t updates, int epoch, std::size_t done) {
  Work left;
  if (epoch >= hp.max_epochs) return left;
  left.batches =
      static_cast<std::size_t>(hp.max_epochs - epoch) * updates - std::min(done, updates);
  const int last = hp.max_epochs - 1;
  left.validations = hp.max_epochs / hp.valid_frequency - epoch / hp.valid_frequency;
  if (epoch == 0 && hp.valid_frequency > 1) ++left.validations;  // the first epoch's
  if (!validates(hp, last)) ++left.validations;                  // the last one's
  return left;
}

}  // namespace lstmtrain
