// A model as it is deployed: series streamed from the zero state with the state carried. Validation
// and test are this.
#pragma once

#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "base/thread_pool.hpp"
#include "data/batches/scaled_rows.hpp"
#include "lstmtrain/model.hpp"
#include "nn/network.hpp"
#include "nn/row_network.hpp"

namespace lstmtrain {

// Rows that are read in order by one state: unbroken runs of one file; rows between the runs leave
// the state unchanged.
struct Stream {
  std::size_t file = 0;
  std::vector<Segment> runs;
  std::size_t first_row = 0, end_row = 0;  // predictions of rows outside are dropped
};

class Streaming {
 public:
  // as_deployed: each stream by itself, however many they are, so that a prediction depends on its
  // own file alone, to the last bit; else blocks of lanes where that is faster.
  Streaming(const ModelSpec& spec, const Dataset& dataset, const Scaler& scaler, int target_offset,
            std::vector<Stream> streams, ThreadPool& pool, bool as_deployed = false);

  // Predictions in physical units with `params`, for every file that has a stream. Allocates: no.
  void run(std::span<const float> params);
  // About the seconds that run() takes, from the first rows of the longest stream, run for some
  // `budget` seconds; its predictions are overwritten. Allocates: no.
  double estimate_seconds(std::span<const float> params, double budget);
  // [rows][K] of a file; NaN where there is no prediction. Empty for a file without a stream.
  const std::vector<float>& predictions(std::size_t file) const { return predictions_[file]; }
  std::size_t bytes(int threads) const;

 private:
  using Workspace = nn::BlockWorkspace<float>;
  static constexpr std::size_t kAllRows = std::numeric_limits<std::size_t>::max();
  // A lane reads its streams one after the other.
  struct Lane {
    std::vector<std::size_t> streams;
    std::size_t rows = 0;
  };

  // What one thread works with when streams are run by themselves, row by row.
  struct Rows {
    nn::RowNetwork network;
    std::vector<float> x, y;  // [kChunk][D], [kChunk][K]
  };

  void deal_lanes();
  std::size_t rows_in_a_row() const;
  std::size_t longest_lane() const;
  void run_block(int block, int worker);
  void run_stream(int stream, int worker);
  template <class Visit>
  void for_each_run(const Lane& lane, std::size_t first, std::size_t last, Visit visit) const;
  void store(const Stream& stream, std::size_t row, int count, const float* y, int B);

  nn::Network<float> network_;
  const Dataset& dataset_;
  Scaler scaler_;
  ScaledRows rows_;
  std::size_t target_offset_;
  std::vector<Stream> streams_;
  ThreadPool& pool_;
  std::vector<Lane> lanes_;
  bool by_rows_ = false;  // streams by themselves, else blocks of lanes
  std::vector<std::unique_ptr<Workspace>> workspaces_;  // one a thread
  std::vector<Rows> rows_of_thread_;                    // likewise
  std::vector<std::vector<float>> predictions_;         // [files][rows*K]
  std::span<const float> params_;
  std::size_t most_rows_ = kAllRows;  // of a lane or a stream
  std::function<void(int, int)> task_;
};

// Streams of the segments of a training or validation set: each from the zero state.
std::vector<Stream> segment_streams(const std::vector<Segment>& segments);
// Streams of a file to be tested: one for each part without a time gap; rows with a bad feature are
// passed over.
std::vector<Stream> file_streams(const Dataset& dataset, std::size_t file);

}  // namespace lstmtrain
