// What a learning rate does to the data and model of these settings: short trainings without
// schedule, patience or rollback. Smith 2017 (range test); the table is that of one training a
// rate.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "lstmtrain/dataset.hpp"
#include "lstmtrain/hyperparams.hpp"

namespace lstmtrain {

// A loss of so many times the lowest one, or the first, has exploded.
inline constexpr double kExploded = 4;

// One update of a sweep.
struct RateStep {
  double rate = 0;
  double loss = 0;       // of its batch, scaled units, before the update
  double smoothed = 0;   // exponential mean of the losses so far, weight 0.9, bias-corrected
  double grad_norm = 0;  // before clipping
};

// A training at one rate.
struct RateTrial {
  double rate = 0;
  int steps = 0;                             // that were taken
  double first_loss = 0;                     // mean over the first tenth of the steps
  double last_loss = 0;                      // mean over the last tenth
  double lowest_loss = 0, highest_loss = 0;  // of means over a tenth
  double largest_norm = 0;                   // of the gradient before clipping
  std::vector<std::pair<std::string, double>> tensor_norms;  // the largest of each tensor
  bool finite = true;  // loss, gradient and parameters, up to the last step
  bool fell() const { return finite && last_loss < first_loss; }
};

class RateTest {
 public:
  // Told of every update, from any of the threads, by one at a time.
  using Progress = std::function<void()>;

  // Throws what fit() throws before its first step.
  RateTest(const Hyperparams& hyperparams, const Dataset& dataset, Progress progress = {});

  // Rates from low to high in equal ratios, one an update; ends early where the smoothed loss is
  // above four times its lowest, or something is not finite.
  std::vector<RateStep> sweep(double low, double high, int steps) const;

  // From the same start at one rate for `steps` updates; ends early where something is not finite.
  RateTrial trial(double rate, int steps) const;

  // What predicting the training mean gives on the same batches: the mean loss over the last tenth
  // of so many updates.
  double loss_of_mean(int steps) const;

  // A trial for each rate, on so many threads; the result does not depend on them.
  std::vector<RateTrial> trials(const std::vector<double>& rates, int steps, int threads) const;

 private:
  template <class Rate, class Visit>
  void train(int steps, Rate rate, Visit visit) const;

  void tell() const;

  const Hyperparams hp_;
  const Dataset& dataset_;
  Progress progress_;
  mutable std::mutex telling_;
};

}  // namespace lstmtrain
