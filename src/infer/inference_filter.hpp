// Stage 18a: the filter on a model's predictions (INFERENCE_FILTER_TYPE), beside the predictions
// themselves and never instead of them.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "lstmtrain/evaluate.hpp"
#include "lstmtrain/hyperparams.hpp"

namespace lstmtrain {

struct InferenceFilter {
  InferenceFilterType kind = InferenceFilterType::none;
  std::size_t window = 1;  // rows
  double alpha = 1;
  int order = 0;

  bool any() const { return kind != InferenceFilterType::none; }
  // Whether an output needs no later row: what a device can run.
  bool causal() const { return kind != InferenceFilterType::savitzky_golay; }
};

InferenceFilter inference_filter(const Hyperparams& hyperparams);
// "Moving Average over 101 rows"; says so when it is not causal.
std::string filter_text(const InferenceFilter& filter);

// One prediction after the other through a causal filter. A prediction that is not finite gives
// itself and leaves the state unchanged. Allocates: in the constructor only.
class CausalFilter {
 public:
  explicit CausalFilter(const InferenceFilter& filter);
  float next(float x);
  void restart();  // a series begins

 private:
  InferenceFilter filter_;
  std::vector<double> ring_;  // [window] the last predictions
  std::size_t count_ = 0;
  double sum_ = 0, y_ = 0;
};

// Savitzky-Golay over a series without a gap: at each row the polynomial of `order` that fits the
// `window` rows around it best. Even windows grow by a row; a shorter series, or one row at its
// ends, is fitted by the window that lies inside it.
std::vector<float> savitzky_golay(std::span<const float> x, std::size_t window, int order);

// The predictions of a file, [rows * K], filtered; the state begins anew at every time gap.
std::vector<float> filtered(const InferenceFilter& filter, const Dataset& dataset, std::size_t file,
                            std::span<const float> predictions);
// Of several files, without notes; of no file where there is no filter.
Predictions filtered(const InferenceFilter& filter, const Dataset& dataset,
                     const Predictions& predictions);

}  // namespace lstmtrain
