// The error on the validation set, streamed as the model will be deployed, over the rows that
// training also uses.
#pragma once

#include "infer/streaming.hpp"
#include "nn/loss.hpp"

namespace lstmtrain {

class Validation {
 public:
  struct Result {
    double loss = 0;  // LOSS, scaled units, mean over rows and targets
    double rmse = 0;  // of the first target, in its unit
  };

  // Throws as require_validation_rows does.
  Validation(const Hyperparams& hyperparams, const ModelSpec& spec, const Dataset& dataset,
             const Scaler& scaler, const Unit& unit, ThreadPool& pool);

  // Allocates: no.
  Result run(std::span<const float> params);
  // The same for the constants `means` [K], physical units: what knowing nothing gives.
  Result of_means(const std::vector<double>& means) const;
  // About what it takes, from a part of it that takes some `budget` seconds at most.
  double estimate_seconds(std::span<const float> params, double budget) {
    return streaming_.estimate_seconds(params, budget);
  }
  // Memory of the predictions and of one workspace for each of `threads`.
  std::size_t bytes(int threads) const { return streaming_.bytes(threads); }

 private:
  template <class Visit>
  void for_each_row(Visit visit) const;
  template <class Predicted>
  Result result(Predicted predicted) const;

  const Dataset& dataset_;
  Scaler scaler_;
  Unit unit_;
  nn::Loss loss_;
  std::size_t first_row_;  // of each series that counts
  std::size_t rows_ = 0;
  Streaming streaming_;
};

}  // namespace lstmtrain
