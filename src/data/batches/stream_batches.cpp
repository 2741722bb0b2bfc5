#include "data/batches/stream_batches.hpp"

#include <algorithm>
#include <iterator>

#include "base/rng.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {

StreamBatches::StreamBatches(const Hyperparams& hp, const Dataset& dataset, const Scaler& scaler)
    : BatchSource(dataset),
      rows_(dataset, scaler),
      seed_(hp.seed),
      lane_per_file_(hp.lanes == Lanes::file),
      k1_(static_cast<std::size_t>(hp.tbptt_steps)),
      k2_(static_cast<std::size_t>(hp.history())),
      offset_(static_cast<std::size_t>(hp.target_offset)),
      warmup_(static_cast<std::size_t>(hp.warmup_rows)) {
  std::size_t longest_series = 0;
  for (const Segment& segment : dataset.train) {
    if (segment.size() <= offset_) continue;  // no row has a target
    segments_.push_back({segment.file, segment.begin, segment.end - offset_});
    total_ += segments_.back().size();
    longest_series = std::max(longest_series, segments_.back().size());
  }
  if (total_ <= warmup_)
    throw Error(ErrorCode::data,
                "training data: no row carries loss, got " + std::to_string(total_) +
                    " rows with a target, expected more than WARMUP_ROWS, " +
                    std::to_string(warmup_) + ". Hint: give longer files or lower WARMUP_ROWS.");
  const std::size_t wanted =
      lane_per_file_ ? segments_.size() : static_cast<std::size_t>(hp.batch_size);
  num_lanes_ = std::min(wanted, total_);
  longest_ = longest_series;
  if (!lane_per_file_) {
    lead_ = std::min(static_cast<std::size_t>(hp.lane_warmup), longest_series - 1);
    longest_ = lead_ + (total_ + num_lanes_ - 1) / num_lanes_;
  }
  pieces_.resize(segments_.size());
  lanes_.resize(num_lanes_);
  start_epoch(0);
  while (next()) samples_ += shape_.unmasked;
  if (samples_ == 0)
    throw Error(ErrorCode::data,
                "training data: no row carries loss: every lane is shorter than WARMUP_ROWS, " +
                    std::to_string(warmup_) + ". Hint: lower WARMUP_ROWS or BATCH_SIZE.");
}

BatchShape StreamBatches::shape_of(std::size_t begin, std::size_t head, std::size_t end) const {
  return {.lanes = static_cast<int>(num_lanes_),
          .steps = static_cast<int>(end - begin),
          .history = static_cast<int>(std::min(k2_, end - begin)),
          .head_begin = static_cast<int>(head - begin),
          .new_rows = static_cast<int>(end - head)};
}

BatchShape StreamBatches::largest() const {
  const std::size_t end = std::min(std::max(k2_, lead_ + k1_), longest_);
  return shape_of(0, end - std::min(end - lead_, k1_), end);
}

std::size_t StreamBatches::batches_per_epoch() const { return (longest_ - lead_ + k1_ - 1) / k1_; }

void StreamBatches::start_epoch(int epoch) {
  lane_per_file_ ? cut_files(epoch) : cut_shares(epoch);
  begin_ = new_begin_ = 0;
  end_ = lead_;
}

// N equal shares of all rows: the series in a seeded order, closed to a ring, cut at a seeded
// place.
void StreamBatches::cut_shares(int epoch) {
  const Philox rng(seed_, Purpose::lanes);
  const auto e = static_cast<std::uint32_t>(epoch);
  const std::vector<std::uint32_t> order =
      permutation(rng, e, static_cast<std::uint32_t>(segments_.size()));
  std::size_t position = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    pieces_[i] = {segments_[order[i]], position};
    position += pieces_[i].rows();
  }
  const std::size_t turn = bounded(rng, static_cast<std::uint32_t>(longest_ - lead_), e, 1);
  // With rows before a share a turn further on, so that no place is below 0.
  const std::size_t first = turn + (lead_ > 0 ? total_ : 0);
  for (std::size_t lane = 0; lane < num_lanes_; ++lane) {
    const std::size_t share = first + total_ * lane / num_lanes_;
    const std::size_t in_piece = share % total_ - piece_at(share).begin;
    lanes_[lane] = {.begin = share - lead_,
                    .share = share,
                    .end = first + total_ * (lane + 1) / num_lanes_,
                    .restart = share - std::min(lead_, in_piece)};
  }
}

// Each series is a lane; the place of the first update varies, so that chunks do not always end on
// the same rows.
void StreamBatches::cut_files(int epoch) {
  std::size_t position = 0;
  for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
    pieces_[lane] = {segments_[lane], position};
    lanes_[lane] = {position, position, position + pieces_[lane].rows(), position};
    position += pieces_[lane].rows();
  }
  const Philox rng(seed_, Purpose::lanes);
  first_chunk_ =
      bounded(rng, static_cast<std::uint32_t>(k1_), static_cast<std::uint32_t>(epoch), 1);
}

// Where the next update after row `begin` of the lanes ends.
std::size_t StreamBatches::chunk_end(std::size_t begin) const {
  const std::size_t chunk = begin == 0 && first_chunk_ > 0 ? first_chunk_ : k1_;
  return std::min(begin + chunk, longest_);
}

bool StreamBatches::next() {
  if (end_ >= longest_) return false;
  // The loss is on [new_begin, end); the gradient sees k2 rows, [begin, end) but for those that run
  // in front of the first batch. The state that enters the next batch's first row is one of this
  // batch's: it is kept from the newest pass over that row.
  const auto history_begin = [this](std::size_t end) { return end - std::min(end, k2_); };
  new_begin_ = end_;
  end_ = chunk_end(new_begin_);
  begin_ = new_begin_ == lead_ ? 0 : history_begin(end_);
  carry_row_ = static_cast<int>((end_ < longest_ ? history_begin(chunk_end(end_)) : end_) -
                                history_begin(end_));
  shape_ = shape_of(begin_, new_begin_, end_);
  for (const Lane& lane : lanes_)
    for_each_run(lane, shape_.head_begin, shape_.steps, [&](const Run& run) {
      shape_.unmasked += static_cast<std::size_t>(run.count - run.masked);
    });
  return true;
}

// Where each lane last began anew belongs to the place: a skipped step moved it.
void StreamBatches::save(StateDict& state) const {
  put_number(state, "batches.end", static_cast<std::int64_t>(end_));
  std::vector<std::int64_t> restarts;
  for (const Lane& lane : lanes_) restarts.push_back(static_cast<std::int64_t>(lane.restart));
  put(state, "batches.restart", std::span<const std::int64_t>(restarts));
}

void StreamBatches::load(const StateDict& state) {
  const std::int64_t end = get_integer(state, "batches.end");
  std::vector<std::int64_t> restarts(lanes_.size());
  get(state, "batches.restart", std::span<std::int64_t>(restarts));
  bool good = end >= static_cast<std::int64_t>(lead_) && static_cast<std::size_t>(end) <= longest_;
  for (std::size_t n = 0; n < lanes_.size(); ++n) {
    const auto restart = static_cast<std::size_t>(restarts[n]);
    good = good && restarts[n] >= 0 && restart >= lanes_[n].begin &&
           restart <= lanes_[n].begin + longest_;
    lanes_[n].restart = restart;
  }
  if (!good)
    throw Error(ErrorCode::data, "checkpoint: tensor \"batches.*\" is beyond the epoch's end.");
  end_ = static_cast<std::size_t>(end);
}

// The series at a place of the ring.
const StreamBatches::Piece& StreamBatches::piece_at(std::size_t position) const {
  return *std::prev(
      std::upper_bound(pieces_.begin(), pieces_.end(), position % total_,
                       [](std::size_t p, const Piece& piece) { return p < piece.begin; }));
}

// Calls visit for each unbroken run of rows among rows [first, last) of the present batch of one
// lane. Rows before the lane's restart are padding, as are those after its end.
template <class Visit>
void StreamBatches::for_each_run(const Lane& lane, int first, int last, Visit visit) const {
  const std::size_t origin = lane.begin + begin_;
  const std::size_t end = std::min(origin + static_cast<std::size_t>(last), lane.end);
  std::size_t position = std::max(origin + static_cast<std::size_t>(first), lane.restart);
  while (position < end) {
    const Piece& piece = piece_at(position);
    const std::size_t in_piece = position % total_ - piece.begin;
    const std::size_t count = std::min(piece.rows() - in_piece, end - position);
    const std::size_t warm = std::min(position - lane.restart, in_piece);
    const std::size_t masked = std::min(
        count,
        std::max(warmup_ - std::min(warmup_, warm), lane.share - std::min(lane.share, position)));
    visit(Run{piece.segment.file, piece.segment.begin + in_piece,
              static_cast<int>(position - origin), static_cast<int>(count),
              static_cast<int>(masked), in_piece == 0 || position == lane.restart});
    position += count;
  }
}

void StreamBatches::gather(int first_lane, int used, int first_row, int rows,
                           const BlockArrays& block) const {
  const int B = block.B;
  block.clear(rows, rows_.features());
  for (int n = 0; n < used; ++n) {
    for_each_run(lanes_[static_cast<std::size_t>(first_lane + n)], first_row, first_row + rows,
                 [&](const Run& run) {
                   const long t = run.row - first_row;
                   rows_.features(run.file, run.source_row, run.count, B,
                                  block.x + t * rows_.features() * B + n);
                   rows_.targets(run.file, run.source_row + offset_, run.count, B,
                                 block.target + t * rows_.targets() * B + n);
                   if (run.starts) block.reset[t * B + n] = 1;
                   for (long r = run.masked; r < run.count; ++r)
                     if (run.row + r >= shape_.head_begin) block.mask[(t + r) * B + n] = 1;
                 });
  }
}

void StreamBatches::restart_lane(int lane) {
  Lane& l = lanes_[static_cast<std::size_t>(lane)];
  l.restart = l.begin + end_;
}

std::optional<BatchRow> StreamBatches::row_of(int lane, int row) const {
  std::optional<BatchRow> found;
  for_each_run(lanes_[static_cast<std::size_t>(lane)], row, row + 1, [&](const Run& run) {
    found = BatchRow{run.file, run.source_row, run.source_row + offset_};
  });
  return found;
}

}  // namespace lstmtrain
