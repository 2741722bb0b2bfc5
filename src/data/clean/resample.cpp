#include "data/clean/resample.hpp"

#include <cmath>

#include "base/nan.hpp"
#include "data/clean/column_meter.hpp"
#include "data/digits.hpp"
#include "data/time/parts.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

constexpr double kSameRate = 1e-3;    // of the period
constexpr double kOnGrid = 1e-2;      // of the shorter period: a jittering clock stays in its bin
constexpr double kMostFromOne = 1e3;  // rows

class Resampler {
 public:
  Resampler(const SourceFile& from, double period)
      : from_(from), period_(period), slack_(kOnGrid * std::min(period, from.period)) {
    to_.path = from.path;
    to_.name = from.name;
    to_.columns = from.columns;
    to_.iso_time = from.iso_time;
    to_.period = period;
  }

  SourceFile run() {
    const bool down = from_.period < period_;
    for (const Segment& part : parts_in_time(from_, 0)) {
      if (!std::isfinite(from_.time[part.begin])) continue;  // a row without a time
      const std::size_t first = to_.rows;
      if (down)
        means(part);
      else
        lines(part);
      if (first > 0 && to_.rows > first) to_.breaks.push_back(first);
    }
    return std::move(to_);
  }

 private:
  void add_row(double time, std::size_t source) {
    to_.time.push_back(time);
    to_.row_lines.push_back(from_.line(source));
    ++to_.rows;
  }

  void add_cell(double x) {
    to_.values.push_back(static_cast<float>(x));
    if (!from_.residuals.empty()) to_.residuals.push_back(residual_of(x));
  }

  // x_k = mean of the rows in [t0 + k P, t0 + (k+1) P); only bins that the part covers.
  void means(const Segment& part) {
    const double start = from_.time[part.begin];
    const double covered = from_.time[part.end - 1] - start + from_.period + slack_;
    const auto bins = static_cast<std::size_t>(covered / period_);
    std::size_t row = part.begin;
    for (std::size_t k = 0; k < bins; ++k) {
      const double begin = start + static_cast<double>(k) * period_;
      const std::size_t first = row;
      while (row < part.end && from_.time[row] < begin + period_ - slack_) ++row;
      add_row(begin, first);
      // The mean of a full bin is that of its middle row.
      if (row == first) between(first - 1, begin + (period_ - from_.period) / 2);
      for (std::size_t c = 0; c < from_.columns && row > first; ++c) add_cell(mean(first, row, c));
    }
  }

  double mean(std::size_t begin, std::size_t end, std::size_t column) const {
    double sum = 0;  // NaN if one is
    for (std::size_t row = begin; row < end; ++row) sum += from_.exact(row, column);
    return sum / static_cast<double>(end - begin);
  }

  // x(t0 + k P) on the straight line between the rows on either side.
  void lines(const Segment& part) {
    const double start = from_.time[part.begin];
    const double covered = from_.time[part.end - 1] - start + slack_;
    const auto last = static_cast<std::size_t>(covered / period_);
    std::size_t row = part.begin;
    for (std::size_t k = 0; k <= last; ++k) {
      const double time = start + static_cast<double>(k) * period_;
      while (row + 1 < part.end && from_.time[row + 1] <= time + slack_) ++row;
      add_row(time, row);
      between(row, time);
    }
  }

  // The cells at `time`, at or behind `row` and before the row after it.
  void between(std::size_t row, double time) {
    const double since = time - from_.time[row];
    for (std::size_t c = 0; c < from_.columns; ++c) {
      const double x = from_.exact(row, c);
      if (since <= slack_) {
        add_cell(x);
        continue;
      }
      // x(t) = x_0 + (x_1 - x_0) (t - t_0) / (t_1 - t_0)
      const double share = since / (from_.time[row + 1] - from_.time[row]);
      add_cell(x + (from_.exact(row + 1, c) - x) * share);
    }
  }

  const SourceFile& from_;
  const double period_, slack_;
  SourceFile to_;
};

void check_rate(const SourceFile& file, double period) {
  const auto refuse = [&](const std::string& why) {
    throw Error(ErrorCode::data, file.path + ": cannot be resampled, " + why);
  };
  if (file.time.empty())
    refuse(
        "got a file without a time column, expected one for RESAMPLE_HZ. Hint: name it in "
        "TIME_COLUMN.");
  if (file.period <= 0)
    refuse(
        "got no two rows with increasing times, expected a sampling rate. Hint: is TIME_COLUMN "
        "right?");
  if (file.period > kMostFromOne * period)
    refuse(
        "got over 1000 rows out of one, expected a lower RESAMPLE_HZ. Hint: are the times in "
        "seconds?");
}

}  // namespace

void resample(const Hyperparams& hp, Table& table) {
  const double period = 1 / hp.resample_hz;
  check_rate(table.file, period);
  if (std::abs(table.file.period - period) <= kSameRate * period) return;
  table.summary.file_rows = table.file.rows;
  table.summary.file_period = table.file.period;
  table.file = Resampler(table.file, period).run();
  SourceFile& file = table.file;
  if (file.rows == 0)
    throw Error(ErrorCode::data, file.path +
                                     ": no row is left at RESAMPLE_HZ, got unbroken parts that are "
                                     "all shorter than one row of it. Hint: set a higher rate.");
  table.summary.rows = file.rows;
  table.summary.period = file.period;
  for (std::size_t c = 0; c < file.columns; ++c) {
    ColumnMeter meter;
    const ColumnSummary& read = table.summary.columns[c];
    meter.summary.name = read.name;
    meter.summary.place = read.place;
    meter.summary.unit = read.unit;
    meter.summary.first_bad = read.first_bad;
    for (std::size_t row = 0; row < file.rows; ++row) {
      float& cell = file.values[row * file.columns + c];
      if (std::isfinite(cell)) {
        meter.add(file.exact(row, c));
      } else {
        meter.count(CellKind::nan);
        cell = kNaNf;
      }
    }
    table.summary.columns[c] = meter.result();
  }
}

}  // namespace lstmtrain
