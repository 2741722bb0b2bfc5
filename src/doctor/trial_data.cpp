#include "doctor/trial_data.hpp"

#include <algorithm>

#include "base/rng.hpp"
#include "lstmtrain/scaler.hpp"

namespace lstmtrain {
namespace {

constexpr std::size_t kMostRows = 50'000;
constexpr std::uint32_t kHeld = 10;  // rows that an input of the control stays as it is
constexpr double kTimeConstant = 8;  // of its targets, rows

std::size_t sum_of(const std::vector<Segment>& segments) {
  std::size_t rows = 0;
  for (const Segment& segment : segments) rows += segment.size();
  return rows;
}

// Pieces of `piece` rows of all segments, the last one of each with what is left over.
std::vector<Segment> cut(const std::vector<Segment>& segments, std::size_t piece) {
  std::vector<Segment> pieces;
  for (const Segment& s : segments)
    for (std::size_t begin = s.begin; begin < s.end;) {
      const std::size_t end = s.end - begin < 2 * piece ? s.end : begin + piece;
      pieces.push_back({s.file, begin, end});
      begin = end;
    }
  return pieces;
}

// So many of the pieces that they have about `rows` rows, at least one, evenly spread.
std::vector<Segment> spread(const std::vector<Segment>& pieces, std::size_t rows) {
  const std::size_t all = sum_of(pieces);
  if (rows >= all) return pieces;
  const auto count = std::max<std::size_t>(1, pieces.size() * rows / std::max<std::size_t>(all, 1));
  std::vector<Segment> some;
  for (std::size_t i = 0; i < count; ++i)
    some.push_back(pieces[(2 * i + 1) * pieces.size() / (2 * count)]);
  return some;
}

// The rows of one segment as a file of their own.
SourceFile copy_of(const SourceFile& from, const Segment& rows) {
  SourceFile file;
  file.path = from.path;
  file.name = from.name;
  file.rows = rows.size();
  file.columns = from.columns;
  file.period = from.period;
  file.first_line = from.line(rows.begin);
  const auto copy = [&](const std::vector<float>& cells, std::vector<float>& to) {
    const auto cell = [&](std::size_t row) {
      return cells.begin() + static_cast<std::ptrdiff_t>(row * from.columns);
    };
    if (!cells.empty()) to.assign(cell(rows.begin), cell(rows.end));
  };
  copy(from.values, file.values);
  copy(from.residuals, file.residuals);
  return file;
}

// A dataset of the same columns without a row.
Dataset without_rows(const Dataset& like) {
  Dataset empty;
  empty.columns = like.columns;
  empty.num_features = like.num_features;
  empty.period = like.period;
  return empty;
}

// One column of the control: a random value that is held, in [low, high].
double held(const Philox& rng, std::size_t row, std::size_t column, double low, double high) {
  const double u =
      rng.normal(static_cast<std::uint32_t>(row) / kHeld, static_cast<std::uint32_t>(column));
  return low + (high - low) * std::clamp(0.5 + 0.2 * u, 0.0, 1.0);
}

void fill(SourceFile& file, const Dataset& like, const Scaler& range, std::uint32_t seed) {
  const Philox rng(seed, Purpose::simulate);
  const std::size_t D = like.num_features;
  std::vector<double> state(like.num_targets(), 0.5);
  for (std::size_t row = 0; row < file.rows; ++row) {
    double mix = 0;  // of the inputs in their ranges, 0 to 1
    for (std::size_t c = 0; c < D; ++c) {
      const double x = held(rng, row, c, range.min[c], range.max[c]);
      const double width = range.max[c] - range.min[c];
      mix += (width > 0 ? (x - range.min[c]) / width : 0.5) / static_cast<double>(D);
      file.values.push_back(static_cast<float>(x));
    }
    for (std::size_t k = 0; k < state.size(); ++k) {
      state[k] += (mix - state[k]) / (kTimeConstant * static_cast<double>(k + 1));
      const double y = 0.7 * state[k] + 0.3 * mix;
      file.values.push_back(
          static_cast<float>(range.min[D + k] + y * (range.max[D + k] - range.min[D + k])));
    }
  }
}

}  // namespace

RowCounts rows_of(const Dataset& dataset) { return {sum_of(dataset.train), sum_of(dataset.val)}; }

Dataset fewer_rows(const Dataset& dataset, const RowCounts& rows, std::size_t piece) {
  Dataset fewer = without_rows(dataset);
  const auto add = [&](const std::vector<Segment>& from, std::size_t wanted,
                       std::vector<Segment>& to, std::vector<std::size_t>& files) {
    for (const Segment& segment : spread(cut(from, piece), wanted)) {
      files.push_back(fewer.files.size());
      to.push_back({fewer.files.size(), 0, segment.size()});
      fewer.files.push_back(copy_of(dataset.files[segment.file], segment));
    }
  };
  add(dataset.train, rows.train, fewer.train, fewer.train_files);
  add(dataset.val, rows.val, fewer.val, fewer.val_files);
  fewer.summaries.resize(fewer.files.size());
  return fewer;
}

Dataset control_data(const Dataset& like) {
  const Scaler range = fit_scaler(like, like.train, Normalization::minmax);
  Dataset control = without_rows(like);
  std::size_t left = kMostRows;
  const auto add = [&](const std::vector<Segment>& from, std::vector<Segment>& to,
                       std::vector<std::size_t>& files) {
    for (const Segment& segment : from) {
      const std::size_t rows = std::min(segment.size(), left);
      if (rows == 0) return;
      left -= rows;
      SourceFile file;
      file.name = file.path = "control " + std::to_string(control.files.size());
      file.rows = rows;
      file.columns = like.columns.size();
      file.period = like.period;
      fill(file, like, range, static_cast<std::uint32_t>(control.files.size() + 1));
      files.push_back(control.files.size());
      to.push_back({control.files.size(), 0, rows});
      control.files.push_back(std::move(file));
    }
  };
  add(like.train, control.train, control.train_files);
  left = std::max(left, kMostRows / 5);
  add(like.val, control.val, control.val_files);
  control.summaries.resize(control.files.size());
  return control;
}

}  // namespace lstmtrain
