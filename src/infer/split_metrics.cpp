#include "infer/split_metrics.hpp"

#include <algorithm>

#include "infer/metrics.hpp"
#include "infer/streaming.hpp"

namespace lstmtrain {

TestResult measure_split(const Model& model, const Dataset& dataset,
                         const std::vector<Segment>& segments, int threads) {
  ThreadPool pool(std::max(1, threads));
  Streaming streaming(model.spec, dataset, model.scaler, model.target_offset,
                      segment_streams(segments), pool);
  streaming.run(model.params);

  std::vector<FileErrors> files;  // a file's segments stand together
  for (const Segment& segment : segments) {
    if (files.empty() || files.back().file != segment.file)
      files.push_back({segment.file, Meters(dataset.num_targets())});
    add_errors(model, dataset, segment, streaming.predictions(segment.file),
               [&meters = files.back().meters](std::size_t) { return &meters; });
  }
  return pooled_errors(model, dataset, files);
}

}  // namespace lstmtrain
