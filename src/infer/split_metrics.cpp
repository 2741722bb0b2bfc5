#include "infer/split_metrics.hpp"

#include <algorithm>
#include <map>

#include "infer/metrics.hpp"
#include "infer/streaming.hpp"

namespace lstmtrain {

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
    add_errors(model, dataset, segment, streaming.predictions(segment.file),
               [&](std::size_t) { return &meters; });
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

}  // namespace lstmtrain
