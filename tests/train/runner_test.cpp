#include <cstring>

#include "data/batches/stream_batches.hpp"
#include "data/batches/window_batches.hpp"
#include "data/cell_place.hpp"
#include "nn/init.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"
#include "train/batch/batch_runner.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// Losses and gradients of the first `count` batches of an epoch with fixed parameters.
struct Trace {
  std::vector<double> losses;
  std::vector<std::vector<float>> grads;
};

Trace trace(const Hyperparams& hp, const Dataset& data, int threads, int count) {
  const Scaler scaler = identity_scaler(2);
  std::unique_ptr<BatchSource> source;
  if (hp.stream())
    source = std::make_unique<StreamBatches>(hp, data, scaler);
  else
    source = std::make_unique<WindowBatches>(hp, data, scaler);
  const ModelSpec spec = model_spec(hp);
  ThreadPool pool(threads);
  BatchRunner runner(hp, spec, *source, pool);
  const std::vector<float> params = nn::initial_params(spec, Init::standard, 5, {0.0});
  Trace result;
  source->start_epoch(1);
  runner.start_epoch();
  for (int i = 0; i < count && source->next(); ++i) {
    std::vector<float> grads(params.size(), 9.0F);
    result.losses.push_back(runner.run(params, i, grads).loss);
    result.grads.push_back(grads);
  }
  return result;
}

bool same_bytes(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

float largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  float largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

}  // namespace

TEST_CASE("train.batch_runner: the same bytes for any number of threads") {
  const Dataset data = low_pass_data({900, 700});
  for (const bool stream : {false, true}) {
    Hyperparams hp = small_run(stream);
    hp.batch_size = 300;  // five blocks
    hp.rnn_layer_sizes = {8, 5};
    hp.dropout_prob = 0.2;
    hp.input_noise_std = 0.1;
    const Trace one = trace(hp, data, 1, 3), four = trace(hp, data, 4, 3);
    CHECK(one.losses == four.losses);
    for (std::size_t i = 0; i < one.grads.size(); ++i)
      CHECK(same_bytes(one.grads[i], four.grads[i]));
  }
}

TEST_CASE(
    "train.batch_runner: a history as long as the window is the whole gradient, a shorter one is "
    "not") {
  const Dataset data = low_pass_data({300});
  Hyperparams hp = small_run(false);
  hp.warmup_rows = 19;  // loss on the last row alone, so that all histories score the same rows
  const Trace whole = trace(hp, data, 1, 1);
  for (const int history : {1, 7, 19}) {
    hp.tbptt_history = history;
    const Trace part = trace(hp, data, 1, 1);
    CHECK(part.losses[0] == Approx(whole.losses[0]).epsilon(1e-6));  // the forward pass is the same
    CHECK(largest_difference(part.grads[0], whole.grads[0]) > 1e-6F);
  }
}

TEST_CASE(
    "train.batch_runner: the state is carried, so a stream's losses do not depend on where chunks "
    "end") {
  const Dataset data = low_pass_data({240});
  Hyperparams hp = small_run(true);
  hp.batch_size = 1;
  const auto mean = [&](int k1, int k2) {
    hp.tbptt_steps = k1;
    hp.tbptt_history = k2;
    const Trace t = trace(hp, data, 1, 1000);
    double sum = 0;
    for (const double loss : t.losses) sum += loss;
    return sum / static_cast<double>(t.losses.size());
  };
  for (const ModelType model : {ModelType::lstm, ModelType::lstm_ema, ModelType::lstm_lpf}) {
    INFO(name_of(model));
    hp.model_type = model;
    const double reference = mean(20, 20);
    CHECK(mean(240, 240) == Approx(reference).epsilon(1e-5));
    CHECK(mean(10, 35) == Approx(reference).epsilon(1e-5));
    CHECK(mean(20, 60) == Approx(reference).epsilon(1e-5));
  }
}

TEST_CASE("train.batch_runner: rows before its share give a lane the state of the whole series") {
  const Dataset data = low_pass_data({240});
  Hyperparams hp = small_run(true);
  const auto mean = [&](int lanes, int lane_warmup, int k1, int k2) {
    hp.batch_size = lanes;
    hp.lane_warmup = lane_warmup;
    hp.tbptt_steps = k1;
    hp.tbptt_history = k2;
    const Trace t = trace(hp, data, 1, 1000);
    CHECK(t.losses.size() == static_cast<std::size_t>(240 / lanes / k1));
    double sum = 0;
    for (const double loss : t.losses) sum += loss;
    return sum / static_cast<double>(t.losses.size());
  };
  for (const ModelType model : {ModelType::lstm, ModelType::gru, ModelType::lstm_lpf}) {
    INFO(name_of(model));
    hp.model_type = model;
    // One lane, which goes on from the series' end to its begin: all rows from its first one on.
    const double reference = mean(1, 240, 240, 240);
    for (const int lanes : {1, 4, 12}) {
      CAPTURE(lanes);
      CHECK(mean(lanes, 240, 10, 10) == Approx(reference).epsilon(1e-5));
      CHECK(mean(lanes, 1000, 10, 35) == Approx(reference).epsilon(1e-5));
      CHECK(mean(lanes, 240, 20, 500) == Approx(reference).epsilon(1e-5));
      CHECK(mean(lanes, 0, 10, 10) != Approx(reference).epsilon(1e-5));
    }
  }
}

TEST_CASE("train.batch_runner: rows before a share bend no gradient but by their state") {
  const Dataset data = low_pass_data({240});
  Hyperparams hp = small_run(true);
  hp.batch_size = 4;
  hp.lane_warmup = 50;
  hp.tbptt_steps = hp.tbptt_history = 10;
  const Trace short_one = trace(hp, data, 1, 1);
  hp.tbptt_history = 60;  // the gradient goes through the rows before, too
  const Trace long_one = trace(hp, data, 1, 1);
  CHECK(long_one.losses[0] == Approx(short_one.losses[0]).epsilon(1e-6));
  CHECK(largest_difference(long_one.grads[0], short_one.grads[0]) > 1e-6F);
}

TEST_CASE("train.batch_runner: a filter sees the whole window, wherever the gradient begins") {
  const Dataset data = low_pass_data({300});
  Hyperparams hp = small_run(false);
  hp.warmup_rows = 19;  // loss on the last row alone
  for (const ModelType model : {ModelType::lstm_ema, ModelType::lstm_lpf}) {
    INFO(name_of(model));
    hp.model_type = model;
    hp.tbptt_history = 0;
    const Trace whole = trace(hp, data, 1, 1);
    hp.tbptt_history = 7;
    const Trace part = trace(hp, data, 1, 1);
    CHECK(part.losses[0] == Approx(whole.losses[0]).epsilon(1e-6));
    CHECK(largest_difference(part.grads[0], whole.grads[0]) > 1e-6F);
    hp.model_type = ModelType::lstm;
    CHECK(trace(hp, data, 1, 1).losses[0] != part.losses[0]);
  }
}

TEST_CASE("train.batch_runner: a poisoned row is named, and only its lane restarts") {
  Dataset data = low_pass_data({400});
  data.files[0].values[2 * 130] = std::numeric_limits<float>::quiet_NaN();
  Hyperparams hp = small_run(true);
  hp.batch_size = 4;
  const Scaler scaler = identity_scaler(2);
  StreamBatches source(hp, data, scaler);
  const ModelSpec spec = model_spec(hp);
  ThreadPool pool(1);
  BatchRunner runner(hp, spec, source, pool);
  const std::vector<float> params = nn::initial_params(spec, Init::standard, 5, {0.0});
  std::vector<float> grads(params.size());
  source.start_epoch(0);
  runner.start_epoch();
  int bad = 0;
  while (source.next()) {
    const double loss = runner.run(params, 0, grads).loss;
    if (std::isfinite(loss)) continue;
    ++bad;
    const BatchRunner::Finding first = runner.diagnose(params, 0);
    CHECK(first.what == "input column \"x\" = nan");
    CHECK(first.where == "train0.csv:132");
    CHECK(first.text() == "input column \"x\" = nan at train0.csv:132");
    CHECK(runner.restart_lanes() == 1);
  }
  CHECK(bad == 1);
}

TEST_CASE("train.batch_runner: the diagnosis names layer, gate and unit, and the row where") {
  const Dataset data = low_pass_data({400});
  Hyperparams hp = small_run(true);
  hp.rnn_layer_sizes = {3, 3};
  StreamBatches source(hp, data, identity_scaler(2));
  const ModelSpec spec = model_spec(hp);
  ThreadPool pool(1);
  BatchRunner runner(hp, spec, source, pool);
  std::vector<float> params = nn::initial_params(spec, Init::standard, 5, {0.0});
  const std::vector<ParamInfo> layout = param_layout(spec);
  params[find_param(layout, ParamRole::bias_ih, 1)->offset + 3 + 2] = NAN;
  std::vector<float> grads(params.size());
  source.start_epoch(0);
  runner.start_epoch();
  REQUIRE(source.next());
  runner.run(params, 0, grads);
  const BatchRunner::Finding first = runner.diagnose(params, 0);
  CHECK(first.what == "layer 1, forget gate f, unit 2");
  CHECK(first.where == row_place(data.files[0], source.row_of(0, 0)->input));
}

TEST_CASE(
    "train.batch_runner: the diagnosis names the product of a normalised cell, or its state") {
  const Dataset data = low_pass_data({400});
  for (const bool lstm : {true, false})
    for (const bool recurrent : {true, false}) {
      Hyperparams hp = small_run(true);
      hp.model_type = lstm ? ModelType::lstm : ModelType::gru;
      hp.layer_norm = LayerNorm::cell;
      const Scaler scaler = identity_scaler(2);
      StreamBatches source(hp, data, scaler);
      const ModelSpec spec = model_spec(hp);
      ThreadPool pool(1);
      BatchRunner runner(hp, spec, source, pool);
      std::vector<float> params = nn::initial_params(spec, Init::standard, 5, {0.0});
      const ParamInfo weight = param_layout(spec)[recurrent ? 1 : 0];
      for (std::size_t i = 0; i < weight.size; ++i) params[weight.offset + i] *= 1e30F;
      std::vector<float> grads(params.size());
      source.start_epoch(0);
      runner.start_epoch();
      REQUIRE(source.next());
      CHECK_FALSE(std::isfinite(runner.run(params, 0, grads).loss));
      const char* stage = recurrent ? "norm of W_hh h" : (lstm ? "cell state c" : "output h");
      CHECK_THAT(runner.diagnose(params, 0).what, contains("layer 0, ") && contains(stage));
    }
}

TEST_CASE("train.batch_runner: input noise has its deviation, and another draw at the next step") {
  const int rows = 100, D = 3, B = 64, used = 61;
  const InputNoise noise{std::vector<double>(D, 0.5), Philox(3, Purpose::input_noise)};
  std::vector<float> first(rows * D * B), next(first.size());
  noise.add(7, 0, rows, 64, used, B, first.data());
  noise.add(8, 0, rows, 64, used, B, next.data());
  double sum = 0, squared = 0, product = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    sum += static_cast<double>(first[i]);
    squared += static_cast<double>(first[i] * first[i]);
    product += static_cast<double>(first[i] * next[i]);
    if (static_cast<int>(i % B) >= used) CHECK(first[i] == 0.0F);
  }
  const double count = rows * D * used;
  CHECK(std::abs(sum / count) < 0.015);
  CHECK(std::sqrt(squared / count) == Approx(0.5).epsilon(0.02));
  CHECK(std::abs(product / squared) < 0.03);
}

TEST_CASE(
    "train.batch_runner: INPUT_NOISE_COLUMNS is of its columns, the others keep their noise") {
  Hyperparams hp;
  hp.feature_columns = {"Current", "Temp: inner", "SOC"};
  CHECK(input_noise(hp, 3).deviations.empty());
  hp.input_noise_columns = {"Temp: inner: 0.25", "Current:0"};
  CHECK(input_noise(hp, 3).deviations == std::vector<double>{0, 0.25, 0});
  hp.input_noise_std = 0.5;
  const InputNoise by_column = input_noise(hp, 3);
  CHECK(by_column.deviations == std::vector<double>{0, 0.25, 0.5});
  hp.input_noise_columns.clear();
  const InputNoise for_all = input_noise(hp, 3);
  const int rows = 20, B = 64;
  std::vector<float> one(rows * 3 * B), all(one.size());
  by_column.add(3, 0, rows, 0, B, B, one.data());
  for_all.add(3, 0, rows, 0, B, B, all.data());
  for (std::size_t i = 0; i < one.size(); ++i) {
    const std::size_t d = i / B % 3;
    CHECK(one[i] == (d == 0 ? 0 : d == 1 ? all[i] / 2 : all[i]));
  }
}
