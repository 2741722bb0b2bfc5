#include "train/batch/batch_runner.hpp"

#include <algorithm>
#include <cmath>

#include "base/finite.hpp"
#include "base/flush_to_zero.hpp"

namespace lstmtrain {
namespace {

// Gradient sums of their own; a fixed number, so that memory is bounded and the sum's order does
// not depend on threads.
constexpr int kMaxGroups = 16;

int groups_of(const BatchShape& largest) {
  return std::min(BlockLayout::of(largest.lanes).blocks(), kMaxGroups);
}

}  // namespace

BatchRunner::BatchRunner(const Hyperparams& hp, const ModelSpec& spec, BatchSource& source,
                         ThreadPool& pool)
    : network_(spec),
      loss_{hp.loss, hp.huber_delta},
      source_(source),
      pool_(pool),
      seed_(hp.seed),
      noise_(input_noise(hp, spec.input_size)),
      block_lanes_(block_lanes(source.largest().lanes)),
      groups_(groups_of(source.largest())) {
  const BatchShape largest = source.largest();
  const BlockLayout layout = BlockLayout::of(largest.lanes);
  const auto blocks = static_cast<std::size_t>(layout.blocks()),
             K = static_cast<std::size_t>(spec.output_size);
  for (int worker = 0; worker < pool.threads(); ++worker)
    workspaces_.push_back(
        std::make_unique<Workspace>(spec, largest.history, layout.width(0), true));
  group_grads_.resize(static_cast<std::size_t>(groups_) * network_.param_count());
  if (source.carries_state()) {
    entering_.resize(state_offset(layout.blocks()));
    leaving_.resize(state_offset(layout.blocks()));
  }
  block_loss_.resize(blocks);
  block_squared_.resize(blocks * K);
  squared_.resize(K);
  bad_lane_.resize(static_cast<std::size_t>(largest.lanes));
  task_ = [this](int group, int worker) { run_group(group, worker, params_, step_); };
}

std::size_t BatchRunner::workspace_bytes(const ModelSpec& spec, const BatchShape& largest,
                                         int threads) {
  const BlockLayout layout = BlockLayout::of(largest.lanes);
  return static_cast<std::size_t>(threads) *
             Workspace::bytes(spec, largest.history, layout.width(0), true) +
         static_cast<std::size_t>(groups_of(largest)) * lstmtrain::param_count(spec) *
             sizeof(float);
}

std::size_t BatchRunner::state_offset(int block) const {
  return static_cast<std::size_t>(block) *
         static_cast<std::size_t>(network_.state_size() * block_lanes_);
}

void BatchRunner::start_epoch() { std::fill(leaving_.begin(), leaving_.end(), 0.0F); }

BatchResult BatchRunner::run(std::span<const float> params, std::int64_t step,
                             std::span<float> grads) {
  const BatchShape& shape = source_.shape();
  const int blocks = layout().blocks();
  params_ = params;
  step_ = step;
  std::swap(entering_, leaving_);
  std::fill(bad_lane_.begin(), bad_lane_.end(), std::uint8_t{0});
  pool_.run(std::min(groups_, blocks), task_);

  BatchResult result{0, shape.unmasked, squared_};
  std::fill(squared_.begin(), squared_.end(), 0.0);
  const std::size_t K = squared_.size();
  for (std::size_t block = 0; block < static_cast<std::size_t>(blocks); ++block) {
    result.loss += block_loss_[block];
    for (std::size_t k = 0; k < K; ++k) squared_[k] += block_squared_[block * K + k];
  }
  if (shape.unmasked > 0) result.loss /= static_cast<double>(shape.unmasked * K);
  std::copy_n(group_grads_.begin(), grads.size(), grads.begin());
  for (int group = 1; group < std::min(groups_, blocks); ++group) {
    const float* other = group_grads_.data() + static_cast<std::size_t>(group) * grads.size();
    for (std::size_t i = 0; i < grads.size(); ++i) grads[i] += other[i];
  }
  return result;
}

// Group g of G takes the blocks [g, g+1) * blocks / G, in order.
void BatchRunner::run_group(int group, int worker, std::span<const float> params,
                            std::int64_t step) {
  const FlushToZero flush;
  const int blocks = layout().blocks();
  const int groups = std::min(groups_, blocks);
  float* grads = group_grads_.data() + static_cast<std::size_t>(group) * network_.param_count();
  std::fill_n(grads, network_.param_count(), 0.0F);
  for (int block = group * blocks / groups; block < (group + 1) * blocks / groups; ++block)
    block_loss_[static_cast<std::size_t>(block)] =
        run_block(block, *workspaces_[static_cast<std::size_t>(worker)], params, step, grads);
}

double BatchRunner::run_block(int block, Workspace& w, std::span<const float> params,
                              std::int64_t step, float* grads) {
  const BatchShape& shape = source_.shape();
  const BlockLayout layout = this->layout();
  const int B = layout.width(block), K = network_.spec().output_size,
            before = shape.steps - shape.history;

  // The rows before k2 run forward through the same memory; only their last state is needed.
  enter(block, w);
  for (int row = 0; row < before; row += shape.history) {
    const int rows = std::min(shape.history, before - row);
    forward(block, w, params, step, row, rows, rows - 1);
    network_.carry_state(w, rows, B);
  }

  const int T = shape.history, head_begin = shape.head_begin - before, head = T - head_begin;
  forward(block, w, params, step, before, T, head_begin);
  const long first = static_cast<long>(head_begin) * B;
  double* squared = block_squared_.data() + static_cast<long>(block) * K;
  std::fill_n(squared, K, 0.0);
  const double scale = 1.0 / (static_cast<double>(std::max<std::size_t>(shape.unmasked, 1)) * K);
  const double loss = loss_.evaluate(head, K, B, w.y + first * K, w.target + first * K,
                                     w.mask + first, scale, w.dy + first * K, squared);
  if (!std::isfinite(loss)) flag_lanes(block, w, T, head_begin);
  if (source_.carries_state()) network_.save_state(w, source_.carry_row(), B, leaving(block));

  const nn::Dropout drop = dropout(block, step, before);
  if (shape.unmasked > 0) network_.backward(params.data(), w, {T, B, head_begin, &drop}, grads);
  return loss;
}

// The state that enters the batch: carried, or zero.
void BatchRunner::enter(int block, Workspace& w) const {
  const int B = layout().width(block);
  if (source_.carries_state())
    network_.load_state(entering_.data() + state_offset(block), B, w);
  else
    network_.zero_state(B, w);
}

void BatchRunner::forward(int block, Workspace& w, std::span<const float> params, std::int64_t step,
                          int first_row, int rows, int head_begin) const {
  const BlockLayout layout = this->layout();
  const int B = layout.width(block);
  source_.gather(layout.first_lane(block), layout.used(block), first_row, rows,
                 {B, w.x, w.target, w.mask, w.reset});
  noise_.add(step, first_row, rows, layout.first_lane(block), layout.used(block), B, w.x);
  const nn::Dropout drop = dropout(block, step, first_row);
  network_.forward(params.data(), w, {rows, B, head_begin, &drop});
}

nn::Dropout BatchRunner::dropout(int block, std::int64_t step, int first_row) const {
  return {network_.spec().dropout,
          Philox(seed_, Purpose::dropout),
          static_cast<std::uint32_t>(step),
          static_cast<std::uint32_t>(first_row),
          static_cast<std::uint32_t>(layout().first_lane(block)),
          0};
}

void BatchRunner::flag_lanes(int block, const Workspace& w, int rows, int head_begin) {
  const BlockLayout layout = this->layout();
  const int B = layout.width(block), K = network_.spec().output_size;
  for (int t = head_begin; t < rows; ++t)
    for (int n = 0; n < layout.used(block); ++n) {
      if (!w.mask[static_cast<long>(t) * B + n]) continue;
      for (int k = 0; k < K; ++k)
        if (!std::isfinite(w.y[(static_cast<long>(t) * K + k) * B + n]))
          bad_lane_[static_cast<std::size_t>(layout.first_lane(block) + n)] = 1;
    }
}

// Where value i of the state of `lane` stands in leaving_.
std::size_t BatchRunner::state_place(int lane, int i) const {
  const BlockLayout blocks = layout();
  const int block = lane / block_lanes_;
  return state_offset(block) +
         static_cast<std::size_t>(i * blocks.width(block) + lane % block_lanes_);
}

// Calls visit for each value of the state that `lane` carries into the next batch.
template <class Visit>
void BatchRunner::for_each_state(int lane, Visit visit) {
  for (int i = 0; i < network_.state_size(); ++i) visit(leaving_[state_place(lane, i)]);
}

int BatchRunner::restart_lanes() {
  if (!source_.carries_state()) return 0;
  const int lanes = source_.shape().lanes;
  for (int lane = 0; lane < lanes; ++lane)
    for_each_state(lane, [&](const float& value) {
      if (!std::isfinite(value)) bad_lane_[static_cast<std::size_t>(lane)] = 1;
    });
  const bool none = std::find(bad_lane_.begin(), bad_lane_.end(), 1) == bad_lane_.end();
  int restarted = 0;
  for (int lane = 0; lane < lanes; ++lane) {
    if (!none && !bad_lane_[static_cast<std::size_t>(lane)]) continue;
    for_each_state(lane, [](float& value) { value = 0; });
    source_.restart_lane(lane);
    ++restarted;
  }
  return restarted;
}

// Calls visit(place in the file, place in leaving_) for each value that is carried: in the file
// lanes stand in blocks of kBlockLanes, whatever the blocks that they are run in.
template <class Visit>
void BatchRunner::for_each_stored(Visit visit) const {
  if (!source_.carries_state()) return;
  const BlockLayout stored{source_.largest().lanes};
  const int values = network_.state_size();
  for (int lane = 0; lane < stored.lanes; ++lane) {
    const int block = lane / kBlockLanes, first = block * values * kBlockLanes + lane % kBlockLanes;
    for (int i = 0; i < values; ++i)
      visit(static_cast<std::size_t>(first + i * stored.width(block)), state_place(lane, i));
  }
}

std::vector<float> BatchRunner::stored_states() const {
  if (!source_.carries_state()) return {};
  const int blocks = BlockLayout{source_.largest().lanes}.blocks();
  return std::vector<float>(static_cast<std::size_t>(blocks * network_.state_size() * kBlockLanes));
}

void BatchRunner::save(StateDict& state) const {
  std::vector<float> stored = stored_states();
  for_each_stored([&](std::size_t to, std::size_t from) { stored[to] = leaving_[from]; });
  put(state, "lanes.state", std::span<const float>(stored));
}

void BatchRunner::load(const StateDict& state) {
  std::vector<float> stored = stored_states();
  get(state, "lanes.state", std::span<float>(stored));
  for_each_stored([&](std::size_t from, std::size_t to) { leaving_[to] = stored[from]; });
}

}  // namespace lstmtrain
