#include "doctor/mean_loss.hpp"

#include "base/shape.hpp"
#include "data/targets.hpp"
#include "doctor/endless_batches.hpp"
#include "nn/loss.hpp"

namespace lstmtrain {
namespace {

// The rows of one block that the head sees.
class HeadRows {
 public:
  // `means` [K], scaled; `features` of a row.
  HeadRows(const std::vector<float>& means, std::size_t features, int most_rows)
      : K_(means.size()) {
    const std::size_t cells = static_cast<std::size_t>(most_rows) * kBlockLanes;
    x_.resize(cells * features);
    target_.resize(cells * K_);
    mask_.resize(cells);
    reset_.resize(cells);
    for (std::size_t row = 0; row < static_cast<std::size_t>(most_rows); ++row)
      for (const float mean : means) y_of_k_.push_back(mean);
  }

  // The sum of the losses of the mean over the present batch.
  double loss(const BatchSource& source, const nn::Loss& loss) {
    const BatchShape& shape = source.shape();
    const BlockLayout layout{shape.lanes};
    const int rows = shape.steps - shape.head_begin;
    double sum = 0;
    for (int block = 0; block < layout.blocks(); ++block) {
      const int B = layout.width(block);
      source.gather(layout.first_lane(block), layout.used(block), shape.head_begin, rows,
                    {B, x_.data(), target_.data(), mask_.data(), reset_.data()});
      sum += loss.evaluate(rows, static_cast<int>(K_), B, constant(rows, B), target_.data(),
                           mask_.data(), 1.0, static_cast<float*>(nullptr), squared());
    }
    return sum;
  }

 private:
  // [rows][K][B] of the means.
  const float* constant(int rows, int B) {
    y_.clear();
    for (std::size_t i = 0; i < static_cast<std::size_t>(rows) * K_; ++i)
      y_.insert(y_.end(), static_cast<std::size_t>(B), y_of_k_[i]);
    return y_.data();
  }
  double* squared() {
    squared_.assign(K_, 0);
    return squared_.data();
  }

  std::size_t K_;
  std::vector<float> x_, y_, target_, y_of_k_;
  std::vector<std::uint8_t> mask_, reset_;
  std::vector<double> squared_;
};

}  // namespace

std::vector<double> losses_of_mean(const Hyperparams& hp, const Dataset& dataset,
                                   const Scaler& scaler, int steps) {
  const std::size_t D = dataset.num_features, K = dataset.num_targets();
  std::vector<float> means;
  for (const double mean : target_means(dataset))
    means.push_back(static_cast<float>(scaler.transform(D + means.size(), mean)));
  EndlessBatches batches(hp, dataset, scaler);
  HeadRows rows(means, D, batches.source().largest().steps);
  const nn::Loss loss{hp.loss, hp.huber_delta};
  std::vector<double> losses;
  while (static_cast<int>(losses.size()) < steps && batches.next()) {
    const std::size_t unmasked = batches.source().shape().unmasked;
    if (unmasked == 0) continue;
    losses.push_back(rows.loss(batches.source(), loss) / static_cast<double>(unmasked * K));
  }
  return losses;
}

}  // namespace lstmtrain
