// Memory: how lanes are cut into blocks, where a block's arrays lie, and that a step allocates
// nothing.
#include <Eigen/Core>
#include <cstdint>

#include "nn/network_problem.hpp"
#include "nn/recurrent_layer.hpp"
#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "train/optim/clip.hpp"
#include "train/optim/optimizer.hpp"

using namespace lstmtrain;
using nn::BlockWorkspace;

namespace {

ModelSpec make_spec(Cell cell, LayerNorm norm = LayerNorm::output) {
  return {cell, 3, {20, 9}, 2, norm, 0.2};
}

struct Range {
  std::uintptr_t begin, end;
};

// Every array of a workspace of `steps` rows and `lanes` lanes, by its contract's size.
std::vector<Range> ranges(const BlockWorkspace<float>& w, const ModelSpec& spec, int steps,
                          int lanes) {
  std::vector<Range> result;
  const auto add = [&](const auto* array, long values) {
    const auto begin = reinterpret_cast<std::uintptr_t>(array);
    result.push_back({begin, begin + static_cast<std::size_t>(values) * sizeof(*array)});
  };
  const long T = steps, B = lanes, D = spec.input_size, K = spec.output_size;
  add(w.x, T * D * B);
  for (const float* array : {w.target, w.y, w.dy}) add(array, T * K * B);
  for (const std::uint8_t* flags : {w.mask, w.reset}) add(flags, T * B);
  long widest = 0, scratch = 0;
  int below = spec.input_size;
  for (std::size_t l = 0; l < w.layers.size(); ++l) {
    const long H = spec.layer_sizes[l];
    widest = std::max(widest, H);
    const auto& pass = nn::cell_pass<float>(spec.cell, spec.layer_norm, spec.layer_sizes[l]);
    scratch = std::max(scratch, static_cast<long>(pass.scratch(below, spec.layer_sizes[l], lanes)));
    below = spec.layer_sizes[l];
    add(w.layers[l].h, (T + 1) * H * B);
    if (cell_facts(spec.cell).has_c) add(w.layers[l].c, (T + 1) * H * B);
    add(w.layers[l].workspace, T * pass.features(spec.layer_sizes[l]) * B);
    add(w.layers[l].dropped, T * H * B);
  }
  const long top = spec.layer_sizes.back();
  if (spec.layer_norm == LayerNorm::output) {
    add(w.normed, T * top * B);
    add(w.norm_out, T * top * B);
    add(w.rstd, T * B);
  }
  for (const float* dh : w.dh) add(dh, T * widest * B);
  add(w.scratch, scratch);
  return result;
}

}  // namespace

TEST_CASE("base.shape: blocks hold every lane once, padded to vectors, for any number of lanes") {
  for (int N : {1, 2, 15, 16, 17, 63, 64, 65, 100, 128, 129, 1000}) {
    INFO("N " << N);
    const BlockLayout layout = BlockLayout::of(N);
    int lanes = 0;
    for (int b = 0; b < layout.blocks(); ++b) {
      CHECK(layout.first_lane(b) == lanes);
      CHECK(layout.used(b) >= 1);
      CHECK(layout.used(b) <= kBlockLanes);
      CHECK(layout.width(b) >= layout.used(b));
      CHECK(layout.width(b) < layout.used(b) + kLaneMultiple);
      CHECK(layout.width(b) % kLaneMultiple == 0);
      lanes += layout.used(b);
    }
    CHECK(lanes == N);
  }
  CHECK(BlockLayout::of(16).blocks() == 1);
  CHECK(BlockLayout::of(32).blocks() == 2);  // two cores
  CHECK(BlockLayout::of(64).blocks() == 2);
  CHECK(BlockLayout::of(65).blocks() == 3);
  CHECK(BlockLayout::of(65).used(2) == 1);
  CHECK(BlockLayout::of(65).width(2) == 16);
  CHECK(BlockLayout::of(256).blocks() == 4);
  // A smaller batch of the same training keeps its blocks.
  CHECK(BlockLayout{40, BlockLayout::of(200).most}.blocks() == 1);
}

TEST_CASE("nn.block_workspace: arrays are aligned, inside the promised bytes, and do not overlap") {
  for (Cell cell : {Cell::lstm, Cell::gru})
    for (LayerNorm norm : {LayerNorm::output, LayerNorm::cell}) {
      const ModelSpec spec = make_spec(cell, norm);
      const BlockWorkspace<float> w(spec, 7, 48, true);
      const std::vector<Range> arrays = ranges(w, spec, 7, 48);
      std::uintptr_t first = UINTPTR_MAX, last = 0;
      for (std::size_t i = 0; i < arrays.size(); ++i) {
        CHECK(arrays[i].begin % Arena::kAlign == 0);
        for (std::size_t j = 0; j < i; ++j)
          CHECK((arrays[i].end <= arrays[j].begin || arrays[j].end <= arrays[i].begin));
        first = std::min(first, arrays[i].begin);
        last = std::max(last, arrays[i].end);
      }
      CHECK(last - first <= BlockWorkspace<float>::bytes(spec, 7, 48, true));
    }
}

TEST_CASE("nn.block_workspace: without a backward pass it is smaller, and it starts as zeros") {
  const ModelSpec spec = make_spec(Cell::lstm);
  CHECK(BlockWorkspace<float>::bytes(spec, 7, 48, false) <
        BlockWorkspace<float>::bytes(spec, 7, 48, true));
  const BlockWorkspace<float> w(spec, 7, 48, true);
  for (int i = 0; i < 7 * 3 * 48; ++i) CHECK(w.x[i] == 0.0F);
  for (int i = 0; i < 20 * 48; ++i) CHECK(w.layers[0].h[i] == 0.0F);
}

TEST_CASE("nn.network: the second step allocates nothing") {
  for (Cell cell : {Cell::lstm, Cell::gru})
    for (LayerNorm norm : {LayerNorm::output, LayerNorm::cell})
      for (const int units : {20, 130}) {  // kernels, and the Eigen cells above 128
        ModelSpec spec = make_spec(cell, norm);
        spec.layer_sizes[0] = units;
        test::NetworkProblem<float> p(spec, 6, 20, 32);
        p.w.reset[2 * 32 + 3] = 1;
        nn::Dropout dropout;
        dropout.probability = spec.dropout;
        p.rows.dropout = &dropout;
        Optimizer<float> optimizer({}, std::vector<float>(p.params.size()));
        const auto step = [&] {
          std::fill(p.grads.begin(), p.grads.end(), 0.0F);
          p.forward();
          p.backward();
          clip_by_norm<float>(p.grads, global_norm<float>(p.grads), 1.0);
          optimizer.step(p.params, p.grads, 1e-3);
          ++dropout.step;
        };
        step();
        CHECK(test::allocations_during(step) == 0);
      }
}

TEST_CASE("support.allocations: sees operator new, and the malloc behind Eigen's temporaries") {
  CHECK(test::allocations_during([] {
          int* volatile seen = new int;  // a compiler may leave out what nobody can see
          delete seen;
        }) == 1);
  CHECK(test::allocations_during([] {
          const Eigen::ArrayXf a = Eigen::ArrayXf::Random(100);
          if (a.sum() > 1e9F) throw 0;
        }) > 0);
}
