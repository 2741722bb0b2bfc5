#include "lstmtrain/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/finite.hpp"
#include "data/targets.hpp"
#include "lstmtrain/error.hpp"
#include "nn/init.hpp"
#include "support/catch.hpp"
#include "support/recorder.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// Long enough to learn what low_pass_data needs of memory.
Hyperparams run_that_learns(bool stream, ModelType model) {
  Hyperparams hp = small_run(stream);
  hp.model_type = model;
  hp.max_epochs = stream ? 60 : 8;
  return hp;
}

std::vector<float> initial_params(const Hyperparams& hp, const Dataset& data) {
  const Scaler scaler = fit_scaler(data, data.train, hp.normalization);
  const double mean = scaler.transform(1, target_means(data)[0]);
  return nn::initial_params(model_spec(hp), Init::standard, hp.seed, {mean});
}

FitResult run(const Hyperparams& hp, const Dataset& data, Recorder& recorder, int threads = 1) {
  return fit(hp, data, recorder, {.threads = threads});
}

// A short stream at this rate without a clip.
Hyperparams unclipped(double rate) {
  Hyperparams hp = small_run(true);
  hp.initial_lr = rate;
  hp.clip_max_norm = 0;
  return hp;
}

}  // namespace

TEST_CASE("train.trainer: both methods and both cells learn what needs memory") {
  const Dataset data = low_pass_data({1200, 800}, 400);
  for (const bool stream : {false, true})
    for (const ModelType cell : {ModelType::lstm, ModelType::gru}) {
      Recorder recorder;
      const FitResult result = run(run_that_learns(stream, cell), data, recorder);
      INFO(name_of(cell) << (stream ? " stream" : " window"));
      CHECK(result.stop_reason == StopReason::max_epochs);
      // y's deviation is about 0.5; without memory the best is 0.35 or so
      CHECK(result.model.metrics.at("val_rmse") < 0.1);
    }
}

TEST_CASE("train.trainer: the output filters learn by either method, and are no no-ops") {
  const Dataset data = low_pass_data({1200, 800}, 400);
  for (const bool stream : {false, true})
    for (const ModelType model : {ModelType::lstm_ema, ModelType::lstm_lpf}) {
      const Hyperparams hp = run_that_learns(stream, model);
      Recorder recorder;
      const FitResult result = run(hp, data, recorder);
      INFO(name_of(model) << (stream ? " stream" : " window"));
      CHECK(result.model.metrics.at("val_rmse") < 0.15);
      const ParamInfo filter = param_layout(result.model.spec).back();
      const std::vector<float> before =
          nn::initial_params(result.model.spec, Init::standard, hp.seed, {0.0});
      for (std::size_t i = filter.offset; i < filter.offset + filter.size; ++i)
        CHECK(std::abs(result.model.params[i] - before[i]) > 1e-3F);
    }
}

TEST_CASE("train.trainer: equal runs give equal bytes, for any number of threads") {
  const Dataset data = low_pass_data({900, 700});
  for (const bool stream : {false, true}) {
    Hyperparams hp = small_run(stream);
    hp.batch_size = 150;
    Recorder a, b, c;
    const FitResult one = run(hp, data, a, 1), two = run(hp, data, b, 2);
    CHECK(two.threads == 2);
    CHECK(std::memcmp(one.model.params.data(), two.model.params.data(),
                      one.model.params.size() * sizeof(float)) == 0);
    hp.seed = 1;
    CHECK(run(hp, data, c).model.params != one.model.params);
  }
}

TEST_CASE("train.trainer: what it will take is told once, and changes nothing") {
  const Dataset data = low_pass_data({900});
  Hyperparams hp = small_run(false);
  hp.batch_size = 8;  // over 20 batches an epoch
  hp.max_epochs = 3;
  Recorder recorder;
  const FitResult result = run(hp, data, recorder);
  REQUIRE(recorder.estimates.size() == 1);
  const EstimateRecord& told = recorder.estimates.front();
  CHECK((told.epoch == 1 && told.batches == 20 && told.step == 20 && told.epochs_left == 3));
  CHECK((told.epoch_seconds > 0 && told.validation_seconds > 0));
  CHECK(told.seconds > told.epoch_seconds);
  const EstimateRecord measured = estimate(hp, data);
  CHECK((measured.batches == 20 && measured.epochs_left == 3 && measured.seconds > 0));
  Recorder again;
  CHECK(run(hp, data, again).model.params == result.model.params);

  hp.batch_size = 400;  // an epoch is too short to be measured on more
  Recorder few;
  run(hp, data, few);
  REQUIRE(few.estimates.size() == 1);
  CHECK(few.estimates.front().batches == 3);
}

TEST_CASE("train.trainer: one poisoned window costs one skipped step and nothing else") {
  Dataset data = low_pass_data({2000});
  data.files[0].values[2 * 555] = std::numeric_limits<float>::quiet_NaN();
  Hyperparams hp = small_run(false);
  hp.window_stride = hp.lookback;
  hp.max_epochs = 1;
  hp.batch_size = 10;
  Recorder recorder;
  const FitResult result = run(hp, data, recorder);
  CHECK(result.skipped_steps == 1);
  CHECK(recorder.count("skipped_step") == 1);
  CHECK(result.stop_reason == StopReason::max_epochs);
  CHECK(all_finite(result.model.params));
  CHECK_THAT(recorder.events.back().message,
             contains("input column \"x\" = nan at train0.csv:557"));
}

TEST_CASE(
    "train.trainer: the place of an event is the row that is named, whatever its batch holds") {
  Dataset data = low_pass_data({300, 300, 300});
  data.files[1].values[2 * 150 + 1] = 1e30F;  // a target: the outputs are finite
  data.files[2].values[2 * 101] = std::numeric_limits<float>::infinity();
  Hyperparams hp = small_run(false);
  hp.batch_training = false;  // all windows are one batch
  hp.max_epochs = 1;
  hp.normalization = Normalization::none;
  Recorder both, target;
  run(hp, data, both);
  REQUIRE(both.count("skipped_step") == 1);
  CHECK(both.count("first_loss") == 1);
  const auto told = [](const Recorder& recorder) {
    std::vector<GuardEvent> events = recorder.events;
    std::erase_if(events, [](const GuardEvent& e) { return e.kind == "epoch_mean"; });
    return events;
  };
  for (const GuardEvent& event : told(both)) CHECK(event.where == "train2.csv:103");

  data.files[2].values[2 * 101] = 0;
  run(hp, data, target);
  REQUIRE(target.count("skipped_step") == 1);
  for (const GuardEvent& event : told(target)) {
    CHECK(event.where == "train1.csv:152");
    CHECK_THAT(event.message, contains("target column \"y\" = 1e+30 at train1.csv:152"));
  }
}

TEST_CASE("train.trainer: a large gradient names the largest error of its batch") {
  Dataset data = low_pass_data({300, 300});
  data.files[1].values[2 * 150 + 1] = 4000;
  Hyperparams hp = small_run(false);
  hp.batch_training = false;
  hp.max_epochs = 1;
  hp.normalization = Normalization::none;
  hp.grad_norm_warning = 1;
  Recorder recorder;
  run(hp, data, recorder);
  REQUIRE(recorder.count("large_gradient") == 1);
  for (const GuardEvent& event : recorder.events) {
    if (event.kind != "large_gradient") continue;
    CHECK(event.where == "train1.csv:152");
    CHECK_THAT(event.message, contains("target column \"y\" = 4000"));
  }
}

TEST_CASE("train.trainer: a skipped step of a stream names its place") {
  Dataset data = low_pass_data({2000});
  data.files[0].values[2 * 555] = -std::numeric_limits<float>::quiet_NaN();
  Hyperparams hp = small_run(true);
  hp.max_epochs = 1;
  Recorder recorder;
  const FitResult result = run(hp, data, recorder);
  REQUIRE(recorder.count("skipped_step") == 1);
  for (const GuardEvent& event : recorder.events) {
    if (event.kind != "skipped_step") continue;
    CHECK(event.where == "train0.csv:557");
    CHECK_THAT(event.message, contains("input column \"x\" = nan at train0.csv:557") &&
                                  contains("1 lane restarts") && !contains("-nan"));
  }
  CHECK(all_finite(result.model.params));
}

TEST_CASE("train.trainer: an update that overflows ends with the parameters before it") {
  const Dataset data = low_pass_data({500});
  Hyperparams hp = unclipped(1e39);
  Recorder recorder;
  const FitResult result = run(hp, data, recorder);
  CHECK(result.stop_reason == StopReason::diverged);
  CHECK_THAT(result.diagnosis, contains("lstm.weight_ih_l0") && contains("Hint: INITIAL_LR 0.001"));
  CHECK(result.model.params == initial_params(hp, data));
}

TEST_CASE(
    "train.trainer: a loss that overflows is skipped until the limit, and the initial parameters "
    "are kept") {
  const Dataset data = low_pass_data({5000});
  Hyperparams hp = unclipped(1e30);
  hp.tbptt_steps = hp.tbptt_history = 5;
  Recorder recorder;
  const FitResult result = run(hp, data, recorder);
  CHECK(result.stop_reason == StopReason::diverged);
  CHECK(result.skipped_steps == 10);
  CHECK(result.model.params == initial_params(hp, data));
  CHECK(recorder.count("too_many_skipped_steps") == 1);
}

TEST_CASE("train.trainer: NAN_RECOVERY goes back and goes on at half the rate") {
  const Dataset data = low_pass_data({500});
  Hyperparams hp =
      unclipped(3e38);  // the first update overflows for every tensor that has a gradient
  hp.nan_recovery = 2;
  Recorder recorder;
  const FitResult result = run(hp, data, recorder);
  CHECK(result.rollbacks == 2);
  CHECK(recorder.count("rollback") == 2);
  CHECK(result.stop_reason == StopReason::diverged);
}

TEST_CASE("train.trainer: losses that explode and stay finite end the run, or go back and go on") {
  const Dataset data = low_pass_data({3000});
  Hyperparams hp = unclipped(1e8);
  hp.tbptt_steps = hp.tbptt_history = 5;
  Recorder recorder;
  const FitResult ended = run(hp, data, recorder);
  CHECK(ended.stop_reason == StopReason::diverged);
  CHECK(ended.skipped_steps == 0);
  CHECK(recorder.kinds().back() == "loss_exploded");
  CHECK(ended.model.params == initial_params(hp, data));
  CHECK(ended.best_epoch == 0);
  CHECK(ended.model.metrics.at("val_rmse") == ended.best_val_rmse);

  hp.optimizer_type = OptimizerType::sgd;  // which explodes, or learns, and nothing between
  hp.initial_lr = 1e3;
  hp.nan_recovery = 20;
  hp.max_epochs = 20;
  Recorder told;
  const FitResult saved = run(hp, data, told);
  INFO(saved.diagnosis);
  CHECK(saved.stop_reason == StopReason::max_epochs);
  CHECK(saved.rollbacks > 2);
  CHECK(told.count("loss_exploded") == 0);
  CHECK_FALSE(saved.worse_than_mean);
}

TEST_CASE("train.trainer: a healthy run is better than the mean, and says what that gives") {
  const Dataset data = low_pass_data({1200, 800}, 400);
  for (const LossKind loss : {LossKind::mse, LossKind::mae, LossKind::huber}) {
    Hyperparams hp = run_that_learns(false, ModelType::lstm);
    hp.loss = loss;
    hp.max_epochs = 2;
    Recorder recorder;
    const FitResult result = run(hp, data, recorder);
    CHECK_FALSE(result.worse_than_mean);
    CHECK(result.best_val_rmse < result.baseline_rmse);
    CHECK(recorder.events.empty());
  }
}

// One that learned from other data is far off here, and is no explosion as it comes down.
TEST_CASE("train.trainer: a start that is far above the mean comes down in peace") {
  Dataset data = low_pass_data({600});
  for (SourceFile& file : data.files)
    for (std::size_t row = 0; row < file.rows; ++row) file.values[2 * row + 1] += 1e5F;
  Hyperparams hp = small_run(true);
  hp.normalization = Normalization::none;
  hp.init = Init::pytorch;  // without the mean as the head's bias
  hp.initial_lr = 1;
  hp.max_epochs = 20;
  Recorder recorder;
  const FitResult result = run(hp, data, recorder);
  CHECK(result.stop_reason == StopReason::max_epochs);
  CHECK(result.best_epoch == 20);
  CHECK(result.worse_than_mean);
  CHECK(recorder.count("explosion") == 0);
  CHECK(recorder.count("loss_exploded") == 0);
}

TEST_CASE("train.trainer: patience ends a run and the best parameters are kept, not the last") {
  const Dataset data = low_pass_data({300});
  Hyperparams hp = small_run(true);
  hp.max_epochs = 200;
  hp.initial_lr = 0.3;  // restless
  hp.scheduler_type = SchedulerType::none;
  hp.valid_patience = 3;
  Recorder recorder;
  const FitResult result = run(hp, data, recorder);
  CHECK(result.stop_reason == StopReason::patience);
  CHECK(result.epochs < 200);
  CHECK(result.best_epoch == result.epochs - 4);
  CHECK(result.model.metrics.at("val_rmse") ==
        recorder.epochs[static_cast<std::size_t>(result.best_epoch - 1)].val_rmse);
}

TEST_CASE("train.trainer: weight decay spares biases, norms and filters, unless told not to") {
  const Dataset data = low_pass_data({60});
  Hyperparams hp = small_run(false);
  hp.model_type = ModelType::lstm_ema;
  hp.layer_norm = LayerNorm::output;
  hp.init = Init::pytorch;  // no bias is 0
  hp.batch_size = 1000;
  hp.max_epochs = 1;
  hp.optimizer_type = OptimizerType::sgd;
  hp.initial_lr = 0.1;
  Recorder recorder;
  const FitResult plain = run(hp, data, recorder);
  REQUIRE(plain.steps == 1);
  const std::vector<float> before =
      nn::initial_params(plain.model.spec, Init::pytorch, hp.seed, {0.0});
  hp.weight_decay = 0.5;
  for (const bool all : {false, true}) {
    hp.weight_decay_all = all;
    const FitResult decayed = run(hp, data, recorder);
    for (const ParamInfo& info : param_layout(plain.model.spec)) {
      INFO(info.name << (all ? ", all" : ""));
      const bool weight =
          info.name.find("weight_") != std::string::npos || info.name == "fc.weight";
      for (std::size_t i = info.offset; i < info.offset + info.size; ++i) {
        const float fall = plain.model.params[i] - decayed.model.params[i];  // lr wd p
        CHECK(fall == Approx(all || weight ? 0.05F * before[i] : 0.0F).margin(1e-7));
      }
    }
  }
}

TEST_CASE("train.trainer: stuck at the mean is said") {
  const Dataset data = low_pass_data({300});
  Hyperparams hp = small_run(true);
  hp.initial_lr = 1e-12;
  hp.stuck_epochs = 2;
  Recorder recorder;
  run(hp, data, recorder);
  CHECK(recorder.count("stuck") == 1);
}

TEST_CASE("train.trainer: a stop flag or the time limit ends a run with a valid model") {
  const Dataset data = low_pass_data({300});
  Hyperparams hp = small_run(true);
  Recorder recorder;
  const std::atomic<bool> stop = true;
  const FitResult stopped = fit(hp, data, recorder, {.threads = 1, .stop = &stop});
  CHECK(stopped.stop_reason == StopReason::interrupted);
  CHECK(all_finite(stopped.model.params));
  hp.max_epochs = 1000000;
  hp.valid_patience = 1000000;
  for (const double limit : {1e-9, 0.05}) {
    hp.max_training_time_seconds = limit;
    const FitResult ended = fit(hp, data, recorder, {.threads = 1});
    CHECK(ended.stop_reason == StopReason::time_limit);
    CHECK(std::isfinite(ended.model.metrics.at("val_rmse")));
  }
}

TEST_CASE("train.trainer: the plan counts what the run does") {
  const Dataset data = low_pass_data({300, 211});
  for (const bool stream : {false, true}) {
    const Hyperparams hp = small_run(stream);
    const Plan p = plan(hp, data, {.threads = 1});
    Recorder recorder;
    const FitResult result = run(hp, data, recorder);
    CHECK(result.steps == static_cast<std::int64_t>(p.updates_per_epoch) * hp.max_epochs);
    CHECK(p.parameters == result.model.params.size());
    CHECK(p.windows == (stream ? 511u : 281u + 192u));
    CHECK(p.peak_bytes > p.workspace_bytes + p.data_bytes);
  }
}

TEST_CASE("train.trainer: streamed validation far above the windows' error is said, once") {
  Dataset data = low_pass_data({1500}, 600);
  for (std::size_t row = 0; row < 600; ++row) data.files[1].values[2 * row + 1] *= 8;
  Hyperparams hp = small_run(false);
  hp.max_epochs = 8;
  Recorder recorder;
  run(hp, data, recorder);
  CHECK(recorder.count("state_drift") == 1);
  Recorder healthy;
  run(hp, low_pass_data({1500}, 600), healthy);
  CHECK(healthy.count("state_drift") == 0);
}

TEST_CASE("train.trainer: fit and plan refuse settings with faults, and say every one") {
  const Dataset data = low_pass_data({300, 170}, 60);
  Hyperparams hp = small_run(true);
  hp.optimizer_type = static_cast<OptimizerType>(9);
  hp.initial_lr = std::numeric_limits<double>::quiet_NaN();
  hp.rnn_layer_sizes.clear();
  Recorder recorder;
  const auto refusal = [](const auto& call) {
    try {
      call();
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::config);
      return std::string(error.what());
    }
    return std::string();
  };
  const std::string of_fit = refusal([&] { run(hp, data, recorder); });
  CHECK(refusal([&] { plan(hp, data); }) == of_fit);
  for (const char* part : {"OPTIMIZER_TYPE: ", "INITIAL_LR: ", "RNN_LAYER_SIZES: "})
    CHECK_THAT(of_fit, contains(part));
  CHECK(std::count(of_fit.begin(), of_fit.end(), '\n') == 2);
}

TEST_CASE("train.trainer: a validation with a cell that is not finite is refused at the start") {
  for (const bool stream : {false, true})
    for (const std::size_t column : {std::size_t{0}, std::size_t{1}})
      for (const float cell : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
        Dataset data = low_pass_data({500});
        data.files.back().values[2 * 40 + column] = cell;
        const Hyperparams hp = small_run(stream);
        Recorder recorder;
        try {
          run(hp, data, recorder);
          FAIL_CHECK("was not refused");
        } catch (const Error& error) {
          CHECK(error.code() == ErrorCode::data);
          CHECK_THAT(error.what(), contains("val.csv:42"));
        }
        CHECK_THROWS_AS(plan(hp, data), Error);
      }
}

// The cell is finite in the file, overflows once it is scaled, and a normalised cell makes it NaN.
TEST_CASE("train.trainer: no finite validation, no success") {
  Dataset data = low_pass_data({500});
  for (SourceFile& file : data.files)
    for (std::size_t row = 0; row < file.rows; ++row) file.values[2 * row] *= 0.01F;
  data.files.back().values[2 * 40] = 3e38F;
  for (const bool stream : {false, true})
    for (const int recoveries : {0, 3}) {
      Hyperparams hp = small_run(stream);
      hp.layer_norm = LayerNorm::cell;
      hp.nan_recovery = recoveries;
      Recorder recorder;
      const FitResult result = run(hp, data, recorder);
      CHECK(result.stop_reason == StopReason::diverged);
      CHECK(result.best_epoch == 0);
      CHECK(recorder.epochs.size() == 1);
      CHECK(recorder.count("rollback") == 0);
      CHECK_THAT(result.diagnosis,
                 contains("no validation was finite") && contains("3e+38 at val.csv:42"));
      CHECK(all_finite(result.model.params));
    }
}
