// Stage 5, method "stream": N lanes read the series in order; a batch is the next k1 rows of every
// lane, preceded by the k2 - k1 rows before them that the gradient also sees. In front of an
// epoch's first batch run the LANE_WARMUP rows before each share, as far as its series has them.
#pragma once

#include <vector>

#include "data/batches/batch_source.hpp"
#include "data/batches/scaled_rows.hpp"

namespace lstmtrain {

class StreamBatches : public BatchSource {
 public:
  // Throws Error(data) when no row carries loss.
  StreamBatches(const Hyperparams& hyperparams, const Dataset& dataset, const Scaler& scaler);

  BatchShape largest() const override;
  std::size_t batches_per_epoch() const override;
  std::size_t samples_per_epoch() const override { return samples_; }
  void start_epoch(int epoch) override;
  bool next() override;
  void save(StateDict& state) const override;
  void load(const StateDict& state) override;
  const BatchShape& shape() const override { return shape_; }
  void gather(int first_lane, int used, int first_row, int rows,
              const BlockArrays& block) const override;
  bool carries_state() const override { return true; }
  int carry_row() const override { return carry_row_; }
  void restart_lane(int lane) override;
  std::optional<BatchRow> row_of(int lane, int row) const override;

 private:
  // A series in this epoch's order: its rows stand at [begin, begin + rows) of the concatenation of
  // all.
  struct Piece {
    Segment segment;
    std::size_t begin = 0;
    std::size_t rows() const { return segment.size(); }
  };
  // Rows [begin, end) of the concatenation, of which those before `share` carry no loss; `restart`
  // is where it last began from the zero state: what stands before it is padding.
  struct Lane {
    std::size_t begin = 0, share = 0, end = 0, restart = 0;
  };

  // Unbroken rows of one lane: `count` rows from source_row on stand at row `row` of the batch; the
  // first `masked` of them carry no loss; `starts`: the lane enters them with the zero state.
  struct Run {
    std::size_t file, source_row;
    int row, count, masked;
    bool starts;
  };

  // Of the rows [begin, end), of which those from `head` on take loss.
  BatchShape shape_of(std::size_t begin, std::size_t head, std::size_t end) const;
  void cut_shares(int epoch);
  void cut_files(int epoch);
  std::size_t chunk_end(std::size_t begin) const;
  const Piece& piece_at(std::size_t position) const;
  template <class Visit>
  void for_each_run(const Lane& lane, int first, int last, Visit visit) const;

  ScaledRows rows_;
  std::uint64_t seed_;
  bool lane_per_file_;
  std::size_t num_lanes_ = 0, k1_, k2_;
  std::size_t offset_, warmup_;  // TARGET_OFFSET, WARMUP_ROWS
  std::size_t lead_ = 0;         // rows of a lane before its share: LANE_WARMUP
  std::size_t total_ = 0, samples_ = 0;
  std::size_t longest_ = 0;  // rows of a lane at most, those before its share included

  std::vector<Segment> segments_;  // the training series, only the rows that have a target
  std::vector<Piece> pieces_;
  std::vector<Lane> lanes_;
  std::size_t first_chunk_ = 0;          // rows of the epoch's first update; 0: k1
  std::size_t begin_ = 0;                // of the present batch, relative to the lanes' begins
  std::size_t new_begin_ = 0, end_ = 0;  // the rows that take loss
  int carry_row_ = 0;
  BatchShape shape_;
};

}  // namespace lstmtrain
