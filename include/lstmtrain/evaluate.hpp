// A model on files: what it says about them, and how far that is from the truth.
//
// Threads: all functions here may be called from any thread, and by several at once with the same
// Model and Dataset, which are only read. Results are values that own all that they hold.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "lstmtrain/dataset.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain {

// A number for each file, row and target, in physical units; NaN where there is no prediction.
// Files are counted from 0 in the order in which they were asked for; source() says which of the
// dataset each one is.
class Predictions {
 public:
  Predictions() = default;  // of no file
  // NaN everywhere, to be filled through values(). files: indices into dataset.files. Throws config
  // for an index out of range.
  Predictions(const Dataset& dataset, std::vector<std::size_t> files);

  std::size_t files() const { return sources_.size(); }
  std::size_t targets() const { return targets_; }
  // These throw config for a file, row or target out of range.
  std::size_t source(std::size_t file) const;  // an index into dataset.files
  std::size_t rows(std::size_t file) const;
  float at(std::size_t file, std::size_t row, std::size_t target) const;
  std::span<const float> values(std::size_t file) const;  // [rows][targets]
  std::span<float> values(std::size_t file);

  // Lines for the user, such as features outside the range that was seen in training.
  const std::vector<std::string>& notes() const { return notes_; }
  void add_note(std::string note) { notes_.push_back(std::move(note)); }

 private:
  void require(std::size_t file) const;

  std::size_t targets_ = 0;
  std::vector<std::size_t> sources_;        // [files]
  std::vector<std::vector<float>> values_;  // [files][rows * targets]
  std::vector<std::string> notes_;
};

struct PredictOptions {
  int threads = 0;                 // 0 = one
  bool allow_mixed_rates = false;  // take files at another sampling rate than the model's
};

// Streams each file of `files` (indices into dataset.files) through the model from the zero state,
// as it will be deployed: a bad cell gives no prediction and leaves the state unchanged, a time gap
// starts from the zero state again. A prediction depends on its own file alone, to the last bit.
// Throws data when a sampling rate differs from the model's by over 5 %, config for arguments that
// do not fit together.
Predictions predict(const Model& model, const Dataset& dataset,
                    const std::vector<std::size_t>& files, const PredictOptions& options = {});

// Errors in the target's unit, over rows where both the target and the prediction exist. All are
// NaN where there is no such row.
struct Metrics {
  std::size_t rows = 0;
  double rmse = 0, mae = 0, max = 0, bias = 0,
         r2 = 0;            // max of |error|; bias = mean(predicted - true)
  double deviation = 0;     // of the error from the bias: rmse^2 = bias^2 + deviation^2
  double p95 = 0, p99 = 0;  // percentiles of |error|, between ranks by a straight line
  double mape = 0;          // mean of |error / true| in percent, over rows where true is not 0
  double rmse_after_warmup = 0;
  std::size_t rows_after_warmup = 0;
};

struct FileMetrics {
  std::string file;              // SourceFile::name
  std::vector<Metrics> targets;  // [K]
};

struct TestResult {
  std::vector<FileMetrics> files;
  std::vector<Metrics> pooled;     // [K] over all rows
  std::vector<std::string> notes;  // those of the predictions
  Predictions predictions;
};

// The errors of predict(). Throws as it does.
TestResult evaluate(const Model& model, const Dataset& dataset,
                    const std::vector<std::size_t>& files, const PredictOptions& options = {});

// The errors of any predictions for files of `dataset`, in the units of `model`. Throws config when
// they do not fit together.
TestResult measure(const Model& model, const Dataset& dataset, Predictions predictions);

}  // namespace lstmtrain
