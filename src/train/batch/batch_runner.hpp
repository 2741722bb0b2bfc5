// Forward, loss and backward of one batch: over blocks of lanes, on all threads, with a result that
// does not depend on their number. A block runs its whole sequence by itself; blocks stand in
// groups, each group sums its own gradient, groups are added in order.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/state_dict.hpp"
#include "base/thread_pool.hpp"
#include "data/batches/batch_source.hpp"
#include "data/batches/input_noise.hpp"
#include "lstmtrain/report.hpp"
#include "nn/loss.hpp"
#include "nn/network.hpp"

namespace lstmtrain {

struct BatchResult {
  double loss = 0;                  // mean over the rows that carry loss, scaled units
  std::size_t unmasked = 0;         // their number
  std::span<const double> squared;  // [K] sums of squared errors, scaled units
};

class BatchRunner {
 public:
  BatchRunner(const Hyperparams& hyperparams, const ModelSpec& spec, BatchSource& source,
              ThreadPool& pool);
  static std::size_t workspace_bytes(const ModelSpec& spec, const BatchShape& largest, int threads);

  // Carried states begin at zero.
  void start_epoch();

  // The source's present batch with `params`: grads [param_count] are overwritten with
  // dloss/dparams. Allocates: no.
  BatchResult run(std::span<const float> params, std::int64_t step, std::span<float> grads);

  // After run() and a step that was not taken: the lanes whose state or output is not finite (all,
  // if none is) begin anew. Returns their number; 0 when no state is carried.
  int restart_lanes();

  // What a message says of the batch: a stage or a cell, and the row of the data where it is.
  struct Finding {
    std::string what;
    std::string where;  // "file:line"; "": nowhere in the data
    std::string text() const;
    explicit operator bool() const { return !what.empty(); }
  };
  // Both run the batch again, for messages alone: they allocate. The first stage that is not
  // finite; of a gradient that is not, and of a loss that overflows, the row of the largest error.
  Finding diagnose(std::span<const float> params, std::int64_t step);
  // The target that is missed by most.
  Finding largest_error(std::span<const float> params, std::int64_t step);

  // What the present batch shows of the network's inside, on a few of its lanes; after run().
  // Changes nothing. Allocates.
  struct Probe {
    std::vector<GateStats> gates;
    std::vector<std::pair<int, double>> grad_by_distance;
    // [layers] root mean square of h at the first, the middle and the last row
    std::vector<std::array<double, 3>> output_rms;
  };
  Probe probe(std::span<const float> params);

  // The states that the lanes carry into the next batch; nothing where none is carried.
  void save(StateDict& state) const;
  void load(const StateDict& state);

 private:
  using Workspace = nn::BlockWorkspace<float>;

  void run_group(int group, int worker, std::span<const float> params, std::int64_t step);
  double run_block(int block, Workspace& w, std::span<const float> params, std::int64_t step,
                   float* grads);
  void forward(int block, Workspace& w, std::span<const float> params, std::int64_t step,
               int first_row, int rows, int head_begin) const;
  void enter(int block, Workspace& w) const;
  void enter_few(int B, Workspace& w) const;
  void flag_lanes(int block, const Workspace& w, int rows, int head_begin);
  nn::Dropout dropout(int block, std::int64_t step, int first_row) const;
  struct LargestError;
  Finding run_again(std::span<const float> params, std::int64_t step, LargestError& largest);
  Finding first_nonfinite(int block, const Workspace& w, int first_row, int rows,
                          int head_begin) const;
  void find_largest_error(int block, const Workspace& w, int first_row, int rows, int head_begin,
                          LargestError& largest) const;
  std::string input_name(int lane, int row, int feature) const;
  std::string input_place(int lane, int row) const;
  Finding target_finding(int lane, int row, int output) const;
  std::string where() const;  // of the batch's first new row that holds data, "file:line"
  template <class Visit>
  void for_each_state(int lane, Visit visit);
  template <class Visit>
  void for_each_stored(Visit visit) const;
  std::vector<float> stored_states() const;
  std::size_t state_place(int lane, int i) const;
  // Of the present batch.
  BlockLayout layout() const { return {source_.shape().lanes, block_lanes_}; }
  float* leaving(int block) { return leaving_.data() + state_offset(block); }
  std::size_t state_offset(int block) const;

  nn::Network<float> network_;
  nn::Loss loss_;
  BatchSource& source_;
  ThreadPool& pool_;
  std::uint64_t seed_;
  InputNoise noise_;
  int block_lanes_;  // of a block
  int groups_;
  std::vector<std::unique_ptr<Workspace>> workspaces_;  // one a thread
  std::vector<float> group_grads_;                      // [groups][param_count]
  std::vector<float> entering_,
      leaving_;  // the present batch's states, [block][state_size][B]; stream only
  std::vector<double> block_loss_, block_squared_;  // [blocks], [blocks][K]
  std::vector<double> squared_;                     // [K]
  std::vector<std::uint8_t> bad_lane_;              // [N]
  std::function<void(int, int)> task_;
  std::span<const float> params_;
  std::int64_t step_ = 0;
};

}  // namespace lstmtrain
