#include "cli/split_metrics.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "train/metrics.hpp"
#include "train/streaming.hpp"

namespace lstmtrain::cli {
namespace {

using Meters = std::vector<ErrorMeter>;  // [K]

std::vector<Metrics> values(const Meters& meters, const std::vector<Unit>& units) {
  std::vector<Metrics> metrics;
  for (std::size_t k = 0; k < meters.size(); ++k)
    metrics.push_back(meters[k].value(units[k].factor));
  return metrics;
}

void add_segment(const Model& model, const Dataset& dataset, const Segment& segment,
                 const std::vector<float>& predictions, Meters& meters) {
  const std::size_t K = meters.size();
  const auto cold = static_cast<std::size_t>(model.warmup_rows + model.target_offset);
  for (std::size_t row = segment.begin; row < segment.end; ++row) {
    for (std::size_t k = 0; k < K; ++k) {
      const auto prediction = static_cast<double>(predictions[row * K + k]);
      if (!std::isfinite(prediction)) continue;
      const auto truth =
          static_cast<double>(dataset.files[segment.file].at(row, dataset.num_features + k));
      meters[k].add(truth, prediction, row >= segment.begin + cold);
    }
  }
}

}  // namespace

TestResult measure_split(const Model& model, const Dataset& dataset,
                         const std::vector<Segment>& segments, int threads) {
  ThreadPool pool(std::max(1, threads));
  Streaming streaming(model.spec, dataset, model.scaler, model.target_offset,
                      segment_streams(segments), pool);
  streaming.run(model.params);

  const Meters none(model.targets.size());
  std::map<std::size_t, Meters> files;
  for (const Segment& segment : segments) {
    Meters& meters = files.try_emplace(segment.file, none).first->second;
    add_segment(model, dataset, segment, streaming.predictions(segment.file), meters);
  }
  TestResult result;
  Meters pooled = none;
  for (const auto& [file, meters] : files) {
    result.files.push_back({dataset.files[file].name, values(meters, model.units)});
    for (std::size_t k = 0; k < pooled.size(); ++k) pooled[k].merge(meters[k]);
  }
  result.pooled = values(pooled, model.units);
  return result;
}

}  // namespace lstmtrain::cli
