#include "doctor/rate_trial.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "data/targets.hpp"
#include "doctor/endless_batches.hpp"
#include "doctor/mean_loss.hpp"
#include "doctor/tenths.hpp"
#include "lstmtrain/scaler.hpp"
#include "train/batch/batch_runner.hpp"
#include "train/optim/clip.hpp"
#include "train/optim/optimizer.hpp"
#include "train/optim/weight_decay.hpp"
#include "train/starting_point.hpp"
#include "train/step.hpp"

namespace lstmtrain {
namespace {

constexpr double kSmoothing = 0.9;

}  // namespace

RateTest::RateTest(const Hyperparams& hp, const Dataset& dataset, Progress progress)
    : hp_(hp), dataset_(dataset), progress_(std::move(progress)) {}

void RateTest::tell() const {
  if (!progress_) return;
  const std::lock_guard lock(telling_);
  progress_();
}

// The updates of fit() at rates of one's own, without its rescues. visit(rate, gradient, grads,
// finite) before each update, false to end; an epoch that is over begins anew.
template <class Rate, class Visit>
void RateTest::train(int steps, Rate rate_of, Visit visit) const {
  const ModelSpec spec = model_spec(hp_);
  StartingPoint start = starting_point(hp_, spec, dataset_, target_means(dataset_));
  std::vector<float>& params = start.params;
  std::vector<float> grads(params.size());
  EndlessBatches batches(hp_, dataset_, start.scaler);
  ThreadPool pool(1);
  BatchRunner runner(hp_, spec, batches.source(), pool);
  Optimizer<float> optimizer(optimizer_settings(hp_), weight_decays(hp_, spec));
  const UpdateRule rule(hp_, FrozenInputs(spec, start.scaler));
  for (int step = 0; step < steps && batches.next();) {
    if (batches.begins_epoch()) runner.start_epoch();
    const BatchGradient gradient = batch_gradient(runner, params, step, grads);
    if (!gradient.learns()) continue;
    const double rate = rate_of(step);
    if (!visit(rate, gradient, grads, gradient.finite()) || !gradient.finite()) return;
    if (!apply_update(rule, optimizer, {step, rate, gradient.norm}, grads, params)) {
      visit(rate, gradient, grads, false);
      return;
    }
    ++step;
    tell();
  }
}

std::vector<RateStep> RateTest::sweep(double low, double high, int steps) const {
  std::vector<RateStep> all;
  double average = 0, weight = 0, lowest = HUGE_VAL;
  const auto rate = [&](int step) {
    return low * std::pow(high / low, step / static_cast<double>(std::max(steps - 1, 1)));
  };
  train(steps, rate,
        [&](double r, const BatchGradient& gradient, const std::vector<float>&, bool finite) {
          if (!finite) return false;
          average = kSmoothing * average + (1 - kSmoothing) * gradient.loss;
          weight = kSmoothing * weight + (1 - kSmoothing);
          const double smoothed = average / weight;
          all.push_back({r, gradient.loss, smoothed, gradient.norm});
          lowest = std::min(lowest, smoothed);
          return smoothed <= kExploded * lowest;
        });
  return all;
}

RateTrial RateTest::trial(double rate, int steps) const {
  RateTrial trial;
  trial.rate = rate;
  const std::vector<ParamInfo> layout = param_layout(model_spec(hp_));
  for (const ParamInfo& info : layout) trial.tensor_norms.emplace_back(info.name, 0.0);
  std::vector<double> losses;
  train(
      steps, [&](int) { return rate; },
      [&](double, const BatchGradient& gradient, const std::vector<float>& grads, bool finite) {
        trial.finite = finite;
        trial.largest_norm = std::max(trial.largest_norm, gradient.norm);
        for (std::size_t i = 0; i < layout.size(); ++i) {
          const auto tensor = std::span(grads).subspan(layout[i].offset, layout[i].size);
          double& largest = trial.tensor_norms[i].second;
          largest = std::max(largest, global_norm<float>(tensor));
        }
        if (finite) losses.push_back(gradient.loss);
        return true;
      });
  trial.steps = static_cast<int>(losses.size());
  if (losses.empty()) {
    trial.first_loss = trial.last_loss = trial.lowest_loss = trial.highest_loss = NAN;
    return trial;
  }
  const std::vector<double> means = tenths(losses);
  trial.first_loss = means.front();
  trial.last_loss = means.back();
  trial.lowest_loss = *std::min_element(means.begin(), means.end());
  trial.highest_loss = *std::max_element(means.begin(), means.end());
  return trial;
}

double RateTest::loss_of_mean(int steps) const {
  const std::vector<double> losses =
      losses_of_mean(hp_, dataset_, starting_scaler(hp_, model_spec(hp_), dataset_), steps);
  return losses.empty() ? NAN : tenths(losses).back();
}

std::vector<RateTrial> RateTest::trials(const std::vector<double>& rates, int steps,
                                        int threads) const {
  std::vector<RateTrial> all(rates.size());
  ThreadPool pool(std::max(1, std::min(threads, static_cast<int>(rates.size()))));
  pool.run(static_cast<int>(rates.size()), [&](int index, int) {
    const auto i = static_cast<std::size_t>(index);
    all[i] = trial(rates[i], steps);
  });
  return all;
}

}  // namespace lstmtrain
