// A model on files: streamed as it will be deployed, measured in the target's unit.
#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "base/arguments.hpp"
#include "base/plain_text.hpp"
#include "data/time/sampling_rate.hpp"
#include "infer/metrics.hpp"
#include "infer/streaming.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

void check_rates(const Model& model, const Dataset& dataset,
                 const std::vector<std::size_t>& files) {
  for (const std::size_t file : files) {
    const double period = dataset.files[file].period;
    if (same_rate(period, model.period)) continue;
    throw Error(
        ErrorCode::data,
        dataset.files[file].name + ": sampling rate, got " + four_digits(1 / period) +
            " Hz, expected " + four_digits(1 / model.period) +
            " Hz as in training (within 5 %). Hint: resample the file, or set ALLOW_MIXED_RATES.");
  }
}

// Features outside the range that the scaler saw, a line each.
void note_ranges(const Model& model, const Dataset& dataset, std::size_t file,
                 Predictions& predictions) {
  const SourceFile& source = dataset.files[file];
  for (std::size_t d = 0; d < dataset.num_features; ++d) {
    const double low = model.scaler.min[d], high = model.scaler.max[d],
                 margin = 0.01 * (high - low);
    std::size_t outside = 0;
    double min = HUGE_VAL, max = -HUGE_VAL;
    for (std::size_t row = 0; row < source.rows; ++row) {
      const double x = static_cast<double>(source.at(row, d));
      if (x < low - margin || x > high + margin) ++outside;
      min = std::min(min, x);
      max = std::max(max, x);
    }
    if (outside > 0)
      predictions.add_note(source.name + ": " + std::to_string(outside) + " rows of \"" +
                           dataset.columns[d] + "\" (" + four_digits(min) + " to " +
                           four_digits(max) + ") lie outside the range seen in training, " +
                           four_digits(low) + " to " + four_digits(high) + ".");
  }
}

}  // namespace

Predictions predict(const Model& model, const Dataset& dataset,
                    const std::vector<std::size_t>& files, const PredictOptions& options) {
  require_model("predict", model);
  require_dataset("predict", dataset);
  require_columns("predict", dataset, model.features, model.targets);
  require_threads("predict", options.threads);
  Predictions predictions(dataset, files);
  if (!options.allow_mixed_rates) check_rates(model, dataset, files);
  std::vector<Stream> streams;
  // A file that is asked for twice is read once: two streams must not write to one place.
  for (const std::size_t file : std::set<std::size_t>(files.begin(), files.end())) {
    const std::vector<Stream> parts = file_streams(dataset, file);
    streams.insert(streams.end(), parts.begin(), parts.end());
  }
  ThreadPool pool(std::max(1, options.threads));
  Streaming streaming(model.spec, dataset, model.scaler, model.target_offset, std::move(streams),
                      pool, true);
  streaming.run(model.params);

  for (std::size_t i = 0; i < files.size(); ++i) {
    // A file without a row that can be read has no stream.
    const std::vector<float>& values = streaming.predictions(files[i]);
    std::copy(values.begin(), values.end(), predictions.values(i).begin());
    note_ranges(model, dataset, files[i], predictions);
  }
  return predictions;
}

TestResult evaluate(const Model& model, const Dataset& dataset,
                    const std::vector<std::size_t>& files, const PredictOptions& options) {
  return measure(model, dataset, predict(model, dataset, files, options));
}

TestResult measure(const Model& model, const Dataset& dataset, Predictions predictions) {
  require_model("measure", model);
  require_dataset("measure", dataset);
  require_columns("measure", dataset, model.features, model.targets);
  require_predictions("measure", dataset, predictions);
  std::vector<FileErrors> files;
  for (std::size_t i = 0; i < predictions.files(); ++i) {
    auto& [file, meters] =
        files.emplace_back(FileErrors{predictions.source(i), Meters(dataset.num_targets())});
    for (const Segment& part : time_runs(dataset, file))
      add_errors(model, dataset, part, std::as_const(predictions).values(i),
                 [&of_file = meters](std::size_t) { return &of_file; });
  }
  TestResult result = pooled_errors(model, dataset, files);
  result.notes = predictions.notes();
  result.predictions = std::move(predictions);
  return result;
}

}  // namespace lstmtrain
