#include "data/batches/scaled_rows.hpp"

#include <algorithm>

namespace lstmtrain {

ScaledRows::ScaledRows(const Dataset& dataset, const Scaler& scaler)
    : dataset_(dataset),
      features_(static_cast<int>(dataset.num_features)),
      targets_(static_cast<int>(dataset.num_targets())),
      scaler_(scaler) {}

void ScaledRows::features(std::size_t file, std::size_t row, int count, int B, float* x) const {
  copy(file, row, count, 0, features_, B, x);
}

// A few rows at a time: each cache line of x is written by every lane, and must still be near when
// the next lanes come.
void ScaledRows::features(std::span<const LaneRows> lanes, int rows, int B, float* x) const {
  constexpr int kRows = 16;
  for (int begin = 0; begin < rows; begin += kRows) {
    const int end = std::min(begin + kRows, rows);
    const auto whole = [&](const LaneRows& lane) {
      return lane.first <= begin && end <= lane.first + lane.count;
    };
    const auto has_residuals = [&](const LaneRows& lane) {
      return !dataset_.files[lane.file].residuals.empty();
    };
    for (std::size_t n = 0; n < lanes.size();) {
      const auto four = lanes.subspan(n, std::min<std::size_t>(4, lanes.size() - n));
      float* out = x + static_cast<long>(begin) * features_ * B + n;
      if (four.size() == 4 && std::all_of(four.begin(), four.end(), whole) &&
          std::none_of(four.begin(), four.end(), has_residuals)) {
        copy_four(four.data(), begin, end - begin, B, out);
      } else {
        for (std::size_t l = 0; l < four.size(); ++l) copy_part(four[l], begin, end, B, x + n + l);
      }
      n += four.size();
    }
  }
}

// The block's rows [begin, end) of one lane, as far as it has them.
void ScaledRows::copy_part(const LaneRows& lane, int begin, int end, int B, float* x) const {
  const int from = std::max(begin, lane.first), to = std::min(end, lane.first + lane.count);
  if (from < to)
    features(lane.file, lane.row + static_cast<std::size_t>(from - lane.first), to - from, B,
             x + static_cast<long>(from) * features_ * B);
}

// The block's rows [begin, begin + count) of four lanes that have them all, four values at a time.
void ScaledRows::copy_four(const LaneRows* lanes, int begin, int count, int B, float* out) const {
  const std::size_t columns = dataset_.columns.size();
  const auto source = [&](const LaneRows& lane) {
    return dataset_.files[lane.file].values.data() +
           (lane.row + static_cast<std::size_t>(begin - lane.first)) * columns;
  };
  const float *a = source(lanes[0]), *b = source(lanes[1]), *c = source(lanes[2]),
              *d = source(lanes[3]);
  for (int t = 0; t < count; ++t, a += columns, b += columns, c += columns, d += columns)
    for (int k = 0; k < features_; ++k, out += B) {
      const float offset = scaler_.offset(static_cast<std::size_t>(k)),
                  factor = scaler_.factor(static_cast<std::size_t>(k));
      const float scaled[4] = {(a[k] - offset) * factor, (b[k] - offset) * factor,
                               (c[k] - offset) * factor, (d[k] - offset) * factor};
      std::copy_n(scaled, 4, out);
    }
}

void ScaledRows::targets(std::size_t file, std::size_t row, int count, int B, float* target) const {
  copy(file, row, count, features_, targets_, B, target);
}

void ScaledRows::copy(std::size_t file, std::size_t row, int count, int first, int columns, int B,
                      float* out) const {
  const SourceFile& source = dataset_.files[file];
  if (!source.residuals.empty()) return copy_exact(source, row, count, first, columns, B, out);
  const long in_step = static_cast<long>(source.columns), out_step = static_cast<long>(columns) * B;
  for (int column = 0; column < columns; ++column) {
    const float* in = source.values.data() + row * source.columns + first + column;
    const float offset = scaler_.offset(static_cast<std::size_t>(first + column)),
                factor = scaler_.factor(static_cast<std::size_t>(first + column));
    for (int t = 0; t < count; ++t) out[t * out_step] = (in[t * in_step] - offset) * factor;
    out += B;
  }
}

// Of a file that keeps more than float32.
void ScaledRows::copy_exact(const SourceFile& source, std::size_t row, int count, int first,
                            int columns, int B, float* out) const {
  for (int t = 0; t < count; ++t)
    for (int column = 0; column < columns; ++column, out += B) {
      const auto c = static_cast<std::size_t>(first + column);
      *out = scaler_(c, source.exact(row + static_cast<std::size_t>(t), c));
    }
}

}  // namespace lstmtrain
