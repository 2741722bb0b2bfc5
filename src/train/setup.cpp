#include "train/setup.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <thread>

#include "data/batches/stream_batches.hpp"
#include "data/batches/window_batches.hpp"

namespace lstmtrain {
namespace {

std::string number(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof(text), value).ptr};
}

}  // namespace

std::unique_ptr<BatchSource> make_batches(const Hyperparams& hp, const Dataset& dataset,
                                          const Scaler& scaler) {
  if (hp.stream()) return std::make_unique<StreamBatches>(hp, dataset, scaler);
  return std::make_unique<WindowBatches>(hp, dataset, scaler);
}

double step_flops(const ModelSpec& spec, int lanes, int steps, int history) {
  double sum = 0, D = spec.input_size;
  for (const double H : spec.layer_sizes) {
    sum += (2.0 * steps + 4.0 * history) * lanes * spec.gates() * H * (D + H);
    D = H;
  }
  return sum;
}

int useful_threads(int asked, const ModelSpec& spec, const BatchShape& largest) {
  // To wake a thread costs some 30 us: two were as fast as one at steps of 6 to 15 Mflop.
  constexpr double kFlopsPerThread = 5e6;
  const double worth =
      step_flops(spec, largest.lanes, largest.steps, largest.history) / kFlopsPerThread;
  const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency())),
            helping = std::max(1, static_cast<int>(std::min<double>(cores, worth)));
  return std::min(asked > 0 ? asked : helping, BlockLayout{largest.lanes}.blocks());
}

std::vector<Unit> target_units(const Hyperparams& hp, const Dataset& dataset,
                               const Scaler& scaler) {
  std::vector<Unit> units;
  std::string note;
  for (std::size_t k = dataset.num_features; k < dataset.columns.size(); ++k)
    units.push_back(target_unit(hp, dataset.columns[k], scaler.max[k], &note));
  return units;
}

std::vector<float> weight_decays(const Hyperparams& hp, const ModelSpec& spec) {
  std::vector<float> decay(param_count(spec), 0.0F);
  for (const ParamInfo& info : param_layout(spec))
    if (info.decays || hp.weight_decay_all)
      std::fill_n(decay.begin() + static_cast<std::ptrdiff_t>(info.offset), info.size,
                  static_cast<float>(hp.weight_decay));
  return decay;
}

std::vector<double> target_means(const Dataset& dataset) {
  std::vector<double> sums(dataset.num_targets(), 0.0), counts(dataset.num_targets(), 0.0);
  for (const Segment& segment : dataset.train)
    for (std::size_t row = segment.begin; row < segment.end; ++row)
      for (std::size_t k = 0; k < sums.size(); ++k) {
        const float value = dataset.files[segment.file].at(row, dataset.num_features + k);
        if (!std::isfinite(value)) continue;
        sums[k] += static_cast<double>(value);
        ++counts[k];
      }
  for (std::size_t k = 0; k < sums.size(); ++k) sums[k] /= std::max(counts[k], 1.0);
  return sums;
}

std::vector<std::string> protections(const Hyperparams& hp) {
  const auto on = [](bool is_on, const std::string& what, const std::string& off) {
    return is_on ? what : off;
  };
  return {
      on(hp.normalization != Normalization::none,
         std::string("inputs and target scaled (") + name_of(hp.normalization) +
             ", training rows only)",
         "OFF: NORMALIZATION none, inputs are fed as they are"),
      on(hp.missing_data != MissingData::keep,
         std::string("bad cells and time gaps never reach the network (MISSING_DATA ") +
             name_of(hp.missing_data) + ")",
         "OFF: MISSING_DATA keep feeds bad cells"),
      on(hp.clip_max_norm > 0, "gradient clipped to norm " + number(hp.clip_max_norm),
         "OFF: CLIP_MAX_NORM 0"),
      "loss, gradient norm and parameters checked at every step; a step that is not finite is "
      "skipped",
      on(hp.max_skipped_steps > 0,
         "training ends after " + std::to_string(hp.max_skipped_steps) + " skipped steps in a row",
         "OFF: MAX_SKIPPED_STEPS 0"),
      on(hp.nan_recovery > 0,
         "rolled back to good parameters at half the rate, up to " +
             std::to_string(hp.nan_recovery) + " times",
         "parameters that are not finite end the run with the last good ones (NAN_RECOVERY 0)"),
      on(hp.stuck_epochs > 0,
         "warning when validation is no better than the mean after " +
             std::to_string(hp.stuck_epochs) + " epochs",
         "OFF: STUCK_EPOCHS 0"),
      on(hp.spike_factor > 0,
         "validation above " + number(hp.spike_factor) + " x the best is reported",
         "OFF: SPIKE_FACTOR 0"),
      "best parameters on the validation set kept, patience " + std::to_string(hp.valid_patience)};
}

}  // namespace lstmtrain
