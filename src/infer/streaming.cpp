#include "infer/streaming.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/flush_to_zero.hpp"
#include "base/nan.hpp"

namespace lstmtrain {
namespace {

constexpr int kChunk = 64;  // rows run at once

// So few streams are run one by one by the one-row kernels: a block would compute 16 lanes for
// them. (At H = 32 a row of 16 lanes takes as long as 6 to 7 single rows.)
constexpr std::size_t kMostByRows = 6;

std::vector<float> chunk_of(int columns) {
  return std::vector<float>(static_cast<std::size_t>(kChunk * columns));
}

// Normalised cells have no one-row kernel.
bool by_rows(const ModelSpec& spec, std::size_t streams, bool as_deployed) {
  return (as_deployed || streams <= kMostByRows) && spec.layer_norm != LayerNorm::cell;
}

std::size_t rows_of(const Stream& stream) {
  std::size_t rows = 0;
  for (const Segment& run : stream.runs) rows += run.size();
  return rows;
}

bool good_features(const Dataset& dataset, std::size_t file, std::size_t row) {
  for (std::size_t d = 0; d < dataset.num_features; ++d)
    if (!std::isfinite(dataset.files[file].at(row, d))) return false;
  return true;
}

}  // namespace

Streaming::Streaming(const ModelSpec& spec, const Dataset& dataset, const Scaler& scaler,
                     int target_offset, std::vector<Stream> streams, ThreadPool& pool,
                     bool as_deployed)
    : network_(spec),
      dataset_(dataset),
      scaler_(scaler),
      rows_(dataset, scaler),
      target_offset_(static_cast<std::size_t>(target_offset)),
      streams_(std::move(streams)),
      pool_(pool),
      by_rows_(by_rows(spec, streams_.size(), as_deployed)) {
  deal_lanes();
  const BlockLayout layout = BlockLayout::of(static_cast<int>(lanes_.size()));
  for (int worker = 0; worker < pool.threads() && layout.lanes > 0; ++worker) {
    if (by_rows_)
      rows_of_thread_.push_back(
          {nn::RowNetwork(spec), chunk_of(rows_.features()), chunk_of(rows_.targets())});
    else
      workspaces_.push_back(std::make_unique<Workspace>(spec, kChunk, layout.width(0), false));
  }
  predictions_.resize(dataset.files.size());
  for (const Stream& stream : streams_)
    predictions_[stream.file].assign(dataset.files[stream.file].rows * dataset.num_targets(),
                                     kNaNf);
  task_ = [this](int index, int worker) {
    by_rows_ ? run_stream(index, worker) : run_block(index, worker);
  };
}

// Longest stream first, each to the lane with the fewest rows.
void Streaming::deal_lanes() {
  std::stable_sort(streams_.begin(), streams_.end(),
                   [](const Stream& a, const Stream& b) { return rows_of(a) > rows_of(b); });
  lanes_.resize(std::min<std::size_t>(streams_.size(), kBlockLanes));
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    Lane& shortest = *std::min_element(
        lanes_.begin(), lanes_.end(), [](const Lane& a, const Lane& b) { return a.rows < b.rows; });
    shortest.streams.push_back(i);
    shortest.rows += rows_of(streams_[i]);
  }
}

std::size_t Streaming::bytes(int threads) const {
  const BlockLayout layout = BlockLayout::of(static_cast<int>(lanes_.size()));
  std::size_t bytes = 0;
  if (!by_rows_)
    bytes = static_cast<std::size_t>(threads) *
            Workspace::bytes(network_.spec(), kChunk, layout.width(0), false);
  for (const std::vector<float>& file : predictions_) bytes += file.size() * sizeof(float);
  return bytes;
}

void Streaming::run(std::span<const float> params) {
  params_ = params;
  if (!by_rows_) return pool_.run(BlockLayout::of(static_cast<int>(lanes_.size())).blocks(), task_);
  for (Rows& rows : rows_of_thread_) rows.network.load(params);
  pool_.run(static_cast<int>(streams_.size()), task_);
}

double Streaming::estimate_seconds(std::span<const float> params, double budget) {
  if (lanes_.empty()) return 0;
  params_ = params;
  if (by_rows_) rows_of_thread_.front().network.load(params);
  const std::size_t longest = by_rows_ ? rows_of(streams_.front()) : longest_lane();
  double seconds = 0;
  std::size_t rows = kChunk;  // that take so long
  for (;; rows *= 4) {
    most_rows_ = rows;
    const auto begin = std::chrono::steady_clock::now();
    by_rows_ ? run_stream(0, 0) : run_block(0, 0);
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (rows >= longest || seconds >= budget / 4) break;
  }
  most_rows_ = kAllRows;
  rows = std::min(rows, longest);
  return seconds * static_cast<double>(rows_in_a_row()) / static_cast<double>(rows);
}

// Of one thread: streams are dealt out, a block's lanes run side by side.
std::size_t Streaming::rows_in_a_row() const {
  if (!by_rows_) return longest_lane();
  std::size_t all = 0;
  for (const Stream& stream : streams_) all += rows_of(stream);
  const std::size_t threads = std::min(rows_of_thread_.size(), streams_.size());
  return std::max(rows_of(streams_.front()), all / threads);
}

std::size_t Streaming::longest_lane() const {
  const auto longest = std::max_element(
      lanes_.begin(), lanes_.end(), [](const Lane& a, const Lane& b) { return a.rows < b.rows; });
  return longest->rows;
}

// Calls visit(stream, first row in the file, position in the lane, count, starts) for each unbroken
// run among positions [first, last) of a lane.
template <class Visit>
void Streaming::for_each_run(const Lane& lane, std::size_t first, std::size_t last,
                             Visit visit) const {
  std::size_t position = 0;
  for (const std::size_t index : lane.streams) {
    const std::size_t stream_begin = position;
    for (const Segment& run : streams_[index].runs) {
      const std::size_t from = std::max(first, position),
                        to = std::min(last, position + run.size());
      if (from < to)
        visit(streams_[index], run.begin + (from - position), from, static_cast<int>(to - from),
              from == stream_begin);
      position += run.size();
      if (position >= last) return;
    }
  }
}

void Streaming::run_block(int block, int worker) {
  const FlushToZero flush;
  Workspace& w = *workspaces_[static_cast<std::size_t>(worker)];
  const BlockLayout layout = BlockLayout::of(static_cast<int>(lanes_.size()));
  const int B = layout.width(block), D = rows_.features(), K = rows_.targets();
  const Lane* lanes = lanes_.data() + layout.first_lane(block);
  std::size_t longest = 0;
  for (int n = 0; n < layout.used(block); ++n) longest = std::max(longest, lanes[n].rows);
  longest = std::min(longest, most_rows_);

  network_.zero_state(B, w);
  for (std::size_t first = 0; first < longest; first += kChunk) {
    const std::size_t last = std::min(first + kChunk, longest);
    const int T = static_cast<int>(last - first);
    std::fill_n(w.x, static_cast<long>(T) * D * B, 0.0F);
    std::fill_n(w.reset, static_cast<long>(T) * B, std::uint8_t{0});
    for (int n = 0; n < layout.used(block); ++n)
      for_each_run(
          lanes[n], first, last,
          [&](const Stream& stream, std::size_t row, std::size_t position, int count, bool starts) {
            const long t = static_cast<long>(position - first);
            rows_.features(stream.file, row, count, B, w.x + t * D * B + n);
            if (starts) w.reset[t * B + n] = 1;
          });
    network_.forward(params_.data(), w, {T, B, 0, nullptr});
    for (int n = 0; n < layout.used(block); ++n)
      for_each_run(
          lanes[n], first, last,
          [&](const Stream& stream, std::size_t row, std::size_t position, int count, bool) {
            store(stream, row, count, w.y + static_cast<long>(position - first) * K * B + n, B);
          });
    network_.carry_state(w, T, B);
  }
}

void Streaming::run_stream(int index, int worker) {
  const FlushToZero flush;
  const Stream& stream = streams_[static_cast<std::size_t>(index)];
  auto& [network, x, y] = rows_of_thread_[static_cast<std::size_t>(worker)];
  const int D = rows_.features(), K = rows_.targets();
  network.reset();
  std::size_t left = most_rows_;
  for (const Segment& run : stream.runs)
    for (std::size_t row = run.begin; row < run.end && left > 0; row += kChunk) {
      left -= std::min<std::size_t>(left, kChunk);
      const int count = static_cast<int>(std::min<std::size_t>(kChunk, run.end - row));
      rows_.features(stream.file, row, count, 1, x.data());
      for (int t = 0; t < count; ++t) network.step(x.data() + t * D, y.data() + t * K);
      store(stream, row, count, y.data(), 1);
    }
}

// The output at row t predicts row t + target_offset.
void Streaming::store(const Stream& stream, std::size_t row, int count, const float* y, int B) {
  const int K = rows_.targets();
  float* out = predictions_[stream.file].data();
  for (int t = 0; t < count; ++t)
    for (int k = 0; k < K; ++k, y += B) {
      const std::size_t predicted = row + static_cast<std::size_t>(t) + target_offset_;
      if (predicted < stream.end_row)
        out[predicted * static_cast<std::size_t>(K) + static_cast<std::size_t>(k)] =
            static_cast<float>(scaler_.inverse_transform(
                dataset_.num_features + static_cast<std::size_t>(k), static_cast<double>(*y)));
    }
}

std::vector<Stream> segment_streams(const std::vector<Segment>& segments) {
  std::vector<Stream> streams;
  for (const Segment& s : segments) streams.push_back({s.file, {s}, s.begin, s.end});
  return streams;
}

std::vector<Stream> file_streams(const Dataset& dataset, std::size_t file) {
  std::vector<Stream> streams;
  for (const Segment& part : time_runs(dataset, file)) {
    Stream stream{file, {}, part.begin, part.end};
    for (std::size_t row = part.begin; row < part.end; ++row) {
      if (!good_features(dataset, file, row)) continue;
      if (stream.runs.empty() || stream.runs.back().end != row)
        stream.runs.push_back({file, row, row});
      stream.runs.back().end = row + 1;
    }
    if (!stream.runs.empty()) streams.push_back(std::move(stream));
  }
  return streams;
}

}  // namespace lstmtrain
