#include <map>
#include <set>

#include "data/batches/stream_batches.hpp"
#include "data/batches/window_batches.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// One gathered block of the present batch.
struct Gathered {
  int B = 64;
  std::vector<float> x, target;
  std::vector<std::uint8_t> mask, reset;
  Gathered(const BatchSource& source, int used, int first_row, int rows)
      : x(static_cast<std::size_t>(rows * 64), -7.0F),
        target(x.size(), -7.0F),
        mask(x.size(), 9),
        reset(x.size(), 9) {
    source.gather(0, used, first_row, rows,
                  {B, x.data(), target.data(), mask.data(), reset.data()});
  }
  std::size_t at(int t, int n) const { return static_cast<std::size_t>(t * B + n); }
};

// How often each target value of a stream epoch carries loss.
std::map<float, int> scored_targets(StreamBatches& source, int epoch) {
  std::map<float, int> seen;
  source.start_epoch(epoch);
  while (source.next()) {
    const BatchShape shape = source.shape();
    const Gathered g(source, shape.lanes, 0, shape.steps);
    std::size_t unmasked = 0;
    for (int t = 0; t < shape.steps; ++t)
      for (int n = 0; n < shape.lanes; ++n)
        if (g.mask[g.at(t, n)]) {
          REQUIRE(t >= shape.head_begin);
          ++seen[g.target[g.at(t, n)]];
          ++unmasked;
        }
    CHECK(unmasked == shape.unmasked);
  }
  return seen;
}

// Ten new rows a step in one lane, the gradient over `history`.
Hyperparams one_lane(int history) {
  Hyperparams hp = small_run(true);
  hp.batch_size = 1;
  hp.tbptt_steps = 10;
  hp.tbptt_history = history;
  return hp;
}

}  // namespace

TEST_CASE("train.batches: a stream epoch scores every row once, whatever the shares") {
  const Dataset data = low_pass_data({230, 101, 57});
  for (const auto& [lanes, warmup] :
       {std::pair{1, 0}, {5, 0}, {24, 0}, {1, 13}, {5, 40}, {24, 500}}) {
    Hyperparams hp = small_run(true);
    hp.batch_size = lanes;
    hp.lane_warmup = warmup;
    StreamBatches source(hp, data, identity_scaler(2));
    for (int epoch = 0; epoch < 2; ++epoch) {
      const auto seen = scored_targets(source, epoch);
      std::size_t total = 0;
      for (const auto& [value, count] : seen) total += static_cast<std::size_t>(count);
      CHECK(total == 230 + 101 + 57);
      CHECK(seen.size() > 380);  // values are all but distinct
    }
    CHECK(source.samples_per_epoch() == 388);
  }
}

TEST_CASE("train.batches: LANE_WARMUP runs the rows before a share, of its series alone") {
  const Dataset data = low_pass_data({230, 101, 57});
  Hyperparams hp = small_run(true);
  hp.batch_size = 6;
  hp.lane_warmup = 30;
  hp.tbptt_steps = hp.tbptt_history = 10;
  StreamBatches source(hp, data, identity_scaler(2));
  int whole = 0, cut = 0;
  for (int epoch = 0; epoch < 20; ++epoch) {
    source.start_epoch(epoch);
    REQUIRE(source.next());
    const BatchShape shape = source.shape();
    CHECK(shape.steps == 40);
    CHECK(shape.history == 10);
    CHECK(shape.head_begin == 30);
    CHECK(shape.new_rows == 10);
    CHECK(shape.unmasked == 60);
    CHECK(source.largest().steps == 40);
    CHECK(source.largest().history == 10);
    const Gathered g(source, 6, 0, 40);
    for (int n = 0; n < 6; ++n) {
      const BatchRow share = *source.row_of(n, 30);
      const int rows = std::min(30, static_cast<int>(share.input));
      ++(rows == 30 ? whole : cut);
      for (int t = 0; t < 30; ++t) {
        CHECK(g.mask[g.at(t, n)] == 0);
        CHECK(g.reset[g.at(t, n)] == (t == 30 - rows));
        const bool padding = t < 30 - rows;
        REQUIRE(source.row_of(n, t).has_value() == !padding);
        const std::size_t row = share.input + static_cast<std::size_t>(t) - 30;
        CHECK(g.x[g.at(t, n)] == (padding ? 0.0F : data.files[share.file].at(row, 0)));
      }
      CHECK(g.reset[g.at(30, n)] == (rows == 0));
    }
  }
  CHECK(whole > 0);
  CHECK(cut > 0);
}

TEST_CASE("train.batches: a place in an epoch with LANE_WARMUP comes back") {
  const Dataset data = low_pass_data({230, 101, 57});
  Hyperparams hp = small_run(true);
  hp.batch_size = 6;
  hp.lane_warmup = 30;
  StreamBatches source(hp, data, identity_scaler(2)), again(hp, data, identity_scaler(2));
  source.start_epoch(3);
  source.next();
  source.restart_lane(2);
  StateDict state;
  source.save(state);
  again.start_epoch(3);
  again.load(state);
  REQUIRE(source.next());
  REQUIRE(again.next());
  CHECK(again.shape().unmasked == source.shape().unmasked);
  const int rows = source.shape().steps;
  CHECK(Gathered(again, 6, 0, rows).x == Gathered(source, 6, 0, rows).x);
  CHECK(Gathered(again, 6, 0, rows).reset == Gathered(source, 6, 0, rows).reset);
}

TEST_CASE(
    "train.batches: shares are cut elsewhere in the next epoch, and the same for the same seed") {
  const Dataset data = low_pass_data({230, 101, 57});
  const Hyperparams hp = small_run(true);
  StreamBatches a(hp, data, identity_scaler(2)), b(hp, data, identity_scaler(2));
  const auto first = [](StreamBatches& s, int epoch) {
    s.start_epoch(epoch);
    s.next();
    return s.row_of(3, 0)->input;
  };
  CHECK(first(a, 4) == first(b, 4));
  std::set<std::size_t> places;
  for (int epoch = 0; epoch < 6; ++epoch) places.insert(first(a, epoch));
  CHECK(places.size() > 2);
}

TEST_CASE(
    "train.batches: a lane is reset where it starts and where a series begins, and nowhere else") {
  const Dataset data = low_pass_data({60, 60});
  Hyperparams hp = small_run(true);
  hp.lanes = Lanes::file;
  StreamBatches source(hp, data, identity_scaler(2));
  source.start_epoch(0);
  std::size_t resets = 0;
  while (source.next()) {
    const Gathered g(source, 2, 0, source.shape().steps);
    for (int t = 0; t < source.shape().steps; ++t)
      for (int n = 0; n < 64; ++n) resets += g.reset[g.at(t, n)];
  }
  CHECK(resets == 2);
}

TEST_CASE("train.batches: warm-up rows of each start carry no loss") {
  const Dataset data = low_pass_data({60, 60});
  Hyperparams hp = small_run(true);
  hp.lanes = Lanes::file;
  hp.warmup_rows = 7;
  StreamBatches source(hp, data, identity_scaler(2));
  CHECK(source.samples_per_epoch() == 2 * (60 - 7));
}

TEST_CASE("train.batches: k2 above k1 shows the rows before again, and names the state to keep") {
  const Dataset data = low_pass_data({100});
  StreamBatches source(one_lane(25), data, identity_scaler(2));
  source.start_epoch(0);
  int begin = 0, end = 0;
  while (source.next()) {
    const BatchShape shape = source.shape();
    CHECK(end + 10 == begin + shape.steps);  // ten new rows
    end = begin + shape.steps;
    CHECK(shape.steps <= 25);
    CHECK(shape.steps - shape.head_begin == 10);
    if (end == 100) break;
    begin += source.carry_row();
    CHECK(end + 10 - begin <= 25);
  }
  CHECK(end == 100);
}

TEST_CASE("train.batches: a restarted lane leaves out what came before") {
  const Dataset data = low_pass_data({100});
  StreamBatches source(one_lane(30), data, identity_scaler(2));
  source.start_epoch(0);
  for (int i = 0; i < 4; ++i) source.next();
  source.restart_lane(0);
  source.next();
  const Gathered g(source, 1, 0, 30);
  for (int t = 0; t < 20; ++t) {
    CHECK(g.x[g.at(t, 0)] == 0.0F);
    CHECK(g.reset[g.at(t, 0)] == 0);
  }
  CHECK(g.reset[g.at(20, 0)] == 1);
  CHECK(g.mask[g.at(20, 0)] == 1);
}

TEST_CASE("train.batches: windows cover every series once, the first one its early rows too") {
  const Dataset data = low_pass_data({50, 19, 33});
  Hyperparams hp = small_run(false);
  hp.target_offset = 2;
  hp.warmup_rows = 3;
  WindowBatches source(hp, data, identity_scaler(2));
  CHECK(source.samples_per_epoch() == (50 - 21) + (33 - 21));
  source.start_epoch(3);
  std::multiset<float> targets;
  while (source.next()) {
    const BatchShape shape = source.shape();
    const Gathered g(source, shape.lanes, 0, 20);
    std::size_t unmasked = 0;
    for (int t = 0; t < 20; ++t)
      for (int n = 0; n < 64; ++n) {
        if (!g.mask[g.at(t, n)]) continue;
        CHECK(t >= shape.head_begin);
        CHECK(n < shape.lanes);
        targets.insert(g.target[g.at(t, n)]);
        ++unmasked;
      }
    CHECK(unmasked == shape.unmasked);
    for (int n = 0; n < shape.lanes; ++n) CHECK(g.mask[g.at(19, n)] == 1);
    for (int n = shape.lanes; n < 64; ++n) CHECK(g.x[g.at(5, n)] == 0.0F);
  }
  // every row from WARMUP_ROWS + TARGET_OFFSET on, once; the series of 19 rows is too short
  std::multiset<float> expected;
  for (std::size_t row = 5; row < 50; ++row) expected.insert(data.files[0].at(row, 1));
  for (std::size_t row = 5; row < 33; ++row) expected.insert(data.files[2].at(row, 1));
  CHECK(targets == expected);
}

TEST_CASE("train.batches: short windows score the first rows when the gradient sees fewer") {
  const Dataset data = low_pass_data({50});
  Hyperparams hp = small_run(false);
  hp.tbptt_history = 6;
  hp.batch_size = 1000;
  WindowBatches source(hp, data, identity_scaler(2));
  source.start_epoch(0);
  REQUIRE(source.next());
  const BatchShape shape = source.shape();
  CHECK(source.samples_per_epoch() == 31);
  CHECK(shape.lanes == 31 + 3);
  const Gathered g(source, shape.lanes, 0, 20);
  std::multiset<float> targets, expected;
  for (int n = 0; n < shape.lanes; ++n) {
    int begins = -1;
    for (int t = 0; t < 20; ++t) {
      if (g.reset[g.at(t, n)]) begins = t;
      if (g.mask[g.at(t, n)]) targets.insert(g.target[g.at(t, n)]);
    }
    for (int t = 0; t < begins; ++t) CHECK(g.x[g.at(t, n)] == 0.0F);
    if (begins >= 0) CHECK(g.x[g.at(begins, n)] == data.files[0].at(0, 0));
  }
  for (std::size_t row = 0; row < 50; ++row) expected.insert(data.files[0].at(row, 1));
  CHECK(targets == expected);
}

TEST_CASE("train.batches: windows thinned by the stride, and a set without one is refused") {
  const Dataset data = low_pass_data({50});
  Hyperparams hp = small_run(false);
  hp.window_stride = 7;
  CHECK(WindowBatches(hp, data, identity_scaler(2)).samples_per_epoch() == 5);
  hp.lookback = 51;
  CHECK_THROWS_WITH(WindowBatches(hp, data, identity_scaler(2)), contains("LOOKBACK"));
}
