#include "export/c/c_loss.hpp"

#include <algorithm>
#include <cmath>

#include "base/nan.hpp"
#include "infer/streaming.hpp"
#include "lstmtrain/evaluate.hpp"

namespace lstmtrain::exporting {
namespace {

// Sums of squares and what is made of them.
class Sums {
 public:
  void add(double difference) {
    ++rows_;
    squares_ += difference * difference;
    sum_ += difference;
    max_ = std::max(max_, std::abs(difference));
  }
  std::size_t rows() const { return rows_; }
  double rms() const { return rows_ > 0 ? std::sqrt(squares_ / static_cast<double>(rows_)) : 0; }
  double mean() const { return rows_ > 0 ? sum_ / static_cast<double>(rows_) : 0; }
  double max() const { return max_; }

 private:
  std::size_t rows_ = 0;
  double squares_ = 0, sum_ = 0, max_ = 0;
};

// [rows][K] of a file, NaN where there is no prediction.
std::vector<float> form_predictions(const Model& model, const Dataset& dataset, std::size_t file,
                                    const FormStream& form) {
  const SourceFile& rows = dataset.files[file];
  const std::size_t K = model.targets.size(), D = model.features.size();
  const auto offset = static_cast<std::size_t>(model.target_offset);
  std::vector<float> all(rows.rows * K, kNaNf), x(D), y(K);
  for (const Stream& stream : file_streams(dataset, file)) {
    form.reset();
    for (const Segment& run : stream.runs)
      for (std::size_t row = run.begin; row < run.end; ++row) {
        for (std::size_t d = 0; d < D; ++d) x[d] = static_cast<float>(rows.exact(row, d));
        if (!form.step(x.data(), y.data()) || row + offset >= stream.end_row) continue;
        std::copy(y.begin(), y.end(),
                  all.begin() + static_cast<std::ptrdiff_t>((row + offset) * K));
      }
  }
  return all;
}

}  // namespace

std::vector<FormLoss> form_loss(const Model& model, const Dataset& dataset,
                                const FormStream& form) {
  const std::size_t K = model.targets.size();
  struct Target {
    Sums all, first, last, form_error, model_error;
    FormLoss loss;
  };
  std::vector<Target> targets(K);
  const Predictions predictions =
      predict(model, dataset, dataset.test_files, {.threads = 1, .allow_mixed_rates = true});
  for (std::size_t f = 0; f < predictions.files(); ++f) {
    const std::size_t source = predictions.source(f);
    const SourceFile& file = dataset.files[source];
    const std::vector<float> formed = form_predictions(model, dataset, source, form);
    for (std::size_t k = 0; k < K; ++k) {
      Target& target = targets[k];
      const double unit = model.units[k].factor;
      Sums here;
      for (std::size_t row = 0; row < file.rows; ++row) {
        const double y = predictions.at(f, row, k), z = formed[row * K + k];
        if (!std::isfinite(y) || !std::isfinite(z)) continue;
        const double difference = (z - y) * unit;
        target.all.add(difference);
        here.add(difference);
        if (row < file.rows / 4) target.first.add(difference);
        if (row >= file.rows - file.rows / 4) target.last.add(difference);
        const std::size_t column = dataset.num_features + k;
        if (column >= file.columns) continue;
        const double truth = file.exact(row, column);
        if (!std::isfinite(truth)) continue;
        target.form_error.add((z - truth) * unit);
        target.model_error.add((y - truth) * unit);
      }
      if (here.rows() > 0 && here.rms() >= target.loss.worst_rms) {
        target.loss.worst_rms = here.rms();
        target.loss.worst_file = file.name;
      }
    }
  }
  std::vector<FormLoss> losses;
  for (Target& target : targets) {
    FormLoss& loss = target.loss;
    loss.rows = target.all.rows();
    loss.rms = target.all.rms();
    loss.max = target.all.max();
    loss.bias = target.all.mean();
    loss.first_quarter = target.first.rms();
    loss.last_quarter = target.last.rms();
    loss.measured = target.form_error.rows();
    loss.form_rmse = target.form_error.rms();
    loss.model_rmse = target.model_error.rms();
    losses.push_back(std::move(loss));
  }
  return losses;
}

}  // namespace lstmtrain::exporting
