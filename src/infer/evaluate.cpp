// A model on files: streamed as it will be deployed, measured in the target's unit.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/plain_text.hpp"
#include "infer/metrics.hpp"
#include "infer/streaming.hpp"
#include "lstmtrain/error.hpp"
#include "nn/gemm.hpp"

namespace lstmtrain {
namespace {

// A model's state moves one training period a row: at another rate its memory means something else.
void check_rates(const Model& model, const Dataset& dataset,
                 const std::vector<std::size_t>& files) {
  for (const std::size_t file : files) {
    const double period = dataset.files[file].period;
    if (model.period <= 0 || period <= 0 || std::abs(period - model.period) <= 0.05 * model.period)
      continue;
    throw Error(
        ErrorCode::data,
        dataset.files[file].name + ": sampling rate, got " + four_digits(1 / period) +
            " Hz, expected " + four_digits(1 / model.period) +
            " Hz as in training (within 5 %). Hint: resample the file, or set ALLOW_MIXED_RATES.");
  }
}

// Features outside the range that the scaler saw, a line each.
void note_ranges(const Model& model, const Dataset& dataset, std::size_t file,
                 std::vector<std::string>& notes) {
  const SourceFile& source = dataset.files[file];
  for (std::size_t d = 0; d < dataset.num_features; ++d) {
    const double low = model.scaler.min[d], high = model.scaler.max[d],
                 margin = 0.01 * (high - low);
    std::size_t outside = 0;
    double min = high, max = low;
    for (std::size_t row = 0; row < source.rows; ++row) {
      const double x = static_cast<double>(source.at(row, d));
      if (x < low - margin || x > high + margin) ++outside;
      min = std::min(min, x);
      max = std::max(max, x);
    }
    if (outside > 0)
      notes.push_back(source.name + ": " + std::to_string(outside) + " rows of \"" +
                      dataset.columns[d] + "\" (" + four_digits(min) + " to " + four_digits(max) +
                      ") lie outside the range seen in training, " + four_digits(low) + " to " +
                      four_digits(high) + ".");
  }
}

}  // namespace

Predictions predict(const Model& model, const Dataset& dataset,
                    const std::vector<std::size_t>& files, int threads, bool allow_mixed_rates) {
  nn::use_serial_blas();
  if (!allow_mixed_rates) check_rates(model, dataset, files);
  std::vector<Stream> streams;
  for (const std::size_t file : files) {
    const std::vector<Stream> parts = file_streams(dataset, file);
    streams.insert(streams.end(), parts.begin(), parts.end());
  }
  ThreadPool pool(std::max(1, threads));
  Streaming streaming(model.spec, dataset, model.scaler, model.target_offset, std::move(streams),
                      pool, true);
  streaming.run(model.params);

  Predictions predictions;
  for (const std::size_t file : files) {
    note_ranges(model, dataset, file, predictions.notes);
    predictions.files.push_back(streaming.predictions(file));
    // A file without a row that can be read has no stream.
    if (predictions.files.back().empty())
      predictions.files.back().assign(dataset.files[file].rows * dataset.num_targets(),
                                      std::numeric_limits<float>::quiet_NaN());
  }
  return predictions;
}

TestResult evaluate(const Model& model, const Dataset& dataset,
                    const std::vector<std::size_t>& files, int threads, bool allow_mixed_rates) {
  Predictions predictions = predict(model, dataset, files, threads, allow_mixed_rates);
  TestResult result = measure(model, dataset, files, std::move(predictions.files));
  result.notes = std::move(predictions.notes);
  return result;
}

TestResult measure(const Model& model, const Dataset& dataset,
                   const std::vector<std::size_t>& files,
                   std::vector<std::vector<float>> predictions) {
  TestResult result;
  result.predictions = std::move(predictions);
  Meters pooled(dataset.num_targets());
  for (std::size_t i = 0; i < files.size(); ++i) {
    Meters meters(dataset.num_targets());
    for (const Segment& part : time_runs(dataset, files[i]))
      add_errors(model, dataset, part, result.predictions[i], [&](std::size_t) { return &meters; });
    result.files.push_back({dataset.files[files[i]].name, values(meters, model.units)});
    for (std::size_t k = 0; k < pooled.size(); ++k) pooled[k].merge(meters[k]);
  }
  result.pooled = values(pooled, model.units);
  return result;
}

std::vector<FileMetrics> measure_groups(const Model& model, const Dataset& dataset,
                                        const std::vector<std::size_t>& files,
                                        const std::vector<std::vector<float>>& predictions,
                                        const RowGroups& groups) {
  std::vector<Meters> meters(groups.names.size(), Meters(dataset.num_targets()));
  for (std::size_t i = 0; i < files.size(); ++i)
    for (const Segment& part : time_runs(dataset, files[i]))
      add_errors(model, dataset, part, predictions[i], [&](std::size_t row) {
        const int group = groups.rows[i][row];
        return group < 0 ? nullptr : &meters[static_cast<std::size_t>(group)];
      });
  std::vector<FileMetrics> result;
  for (std::size_t g = 0; g < meters.size(); ++g)
    result.push_back({groups.names[g], values(meters[g], model.units)});
  return result;
}

}  // namespace lstmtrain
