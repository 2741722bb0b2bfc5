// A run that was interrupted after any step and goes on ends in the same bytes as one that never
// was: parameters, metrics of every epoch, guard events.
#include <algorithm>
#include <atomic>
#include <cstring>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>

#include "files/checkpoint_store.hpp"
#include "lstmtrain/error.hpp"
#include "lstmtrain/trainer.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace fs = std::filesystem;

namespace {

// What an epoch came to, times aside.
std::vector<double> numbers_of(const EpochRecord& r) {
  return {static_cast<double>(r.epoch),
          static_cast<double>(r.step),
          r.train_loss,
          r.validated ? r.val_loss : -1,
          r.train_rmse,
          r.validated ? r.val_rmse : -1,
          r.best_val_rmse,
          r.grad_norm_median,
          r.grad_norm_max,
          r.learning_rate,
          static_cast<double>(r.skipped_steps),
          static_cast<double>(r.patience)};
}

// Asks for the end after `stop_after` steps, taken or skipped.
struct Stopper : Reporter {
  long steps = 0, stop_after = std::numeric_limits<long>::max();
  std::atomic<bool> stop{false};
  std::map<int, std::vector<double>> epochs;
  std::vector<std::string> warnings;

  void progress(const ProgressRecord&) override { count(); }
  void guard(const GuardEvent& event) override {
    if (event.kind == "skipped_step") count();
  }
  void epoch(const EpochRecord& r) override { epochs[r.epoch] = numbers_of(r); }
  void warning(const std::string& line) override { warnings.push_back(line); }
  void count() {
    if (++steps >= stop_after) stop = true;
  }
};

FitOptions options_for(const Stopper& stopper, const fs::path& folder, bool resume) {
  return {1, &stopper.stop, folder.string(), resume};
}

bool same_bytes(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

bool same_numbers(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

// Interrupts after every `every`-th step in turn, resumes, and compares with `whole`.
void check_resumes(const Hyperparams& hp, const Dataset& data, long every = 1) {
  Stopper uninterrupted;
  const FitResult whole = fit(hp, data, uninterrupted, {.threads = 1});
  REQUIRE(uninterrupted.steps > 5);
  for (long k = 1; k < uninterrupted.steps; k += every) {
    const TempDir folder;
    Stopper first, second;
    first.stop_after = k;
    const FitResult half = fit(hp, data, first, options_for(first, folder.path(), false));
    REQUIRE(half.stop_reason == StopReason::interrupted);
    const FitResult result = fit(hp, data, second, options_for(second, folder.path(), true));
    INFO("interrupted after step " << k);
    CHECK(second.warnings.empty());
    CHECK(first.steps + second.steps == uninterrupted.steps);
    CHECK(same_bytes(result.model.params, whole.model.params));
    CHECK(result.model.metrics == whole.model.metrics);
    CHECK(result.steps == whole.steps);
    CHECK(result.skipped_steps == whole.skipped_steps);
    CHECK(result.rollbacks == whole.rollbacks);
    CHECK(result.stop_reason == whole.stop_reason);
    REQUIRE(result.events.size() == whole.events.size());
    for (std::size_t i = 0; i < whole.events.size(); ++i) {
      CHECK(result.events[i].message == whole.events[i].message);
      CHECK(result.events[i].step == whole.events[i].step);
    }
    first.epochs.merge(second.epochs);
    for (const auto& [epoch, numbers] : uninterrupted.epochs) {
      INFO("epoch " << epoch);
      CHECK(same_numbers(first.epochs[epoch], numbers));
    }
  }
}

Hyperparams run_of(bool stream) {
  Hyperparams hp = small_run(stream);
  hp.rnn_layer_sizes = {5, 4};
  hp.dropout_prob = 0.1;
  hp.input_noise_std = 0.02;
  hp.gradient_noise = 0.01;
  hp.batch_size = stream ? 6 : 40;
  hp.tbptt_history = stream ? 30 : 12;
  hp.window_stride = 3;
  return hp;
}

}  // namespace

TEST_CASE("train.resume: from any step, by either method, with dropout, noise and history") {
  const Dataset data = low_pass_data({300, 170}, 60);
  for (const bool stream : {false, true}) {
    INFO((stream ? "stream" : "window"));
    check_resumes(run_of(stream), data);
  }
}

TEST_CASE("train.resume: from any step of a warm-up in which biases have a rate of their own") {
  const Dataset data = low_pass_data({300, 170}, 60);
  Hyperparams hp = run_of(false);
  hp.warmup_steps = 12;
  hp.warmup_bias_lr = 0.02;
  hp.input_noise_columns = {hp.feature_columns[0] + ": 0.05"};
  Stopper with, without;
  const FitResult biased = fit(hp, data, with, {.threads = 1});
  Hyperparams common = hp;
  common.warmup_bias_lr = 0;
  CHECK_FALSE(
      same_bytes(biased.model.params, fit(common, data, without, {.threads = 1}).model.params));
  check_resumes(hp, data);
}

TEST_CASE("train.resume: from any step, with a lane for every file") {
  Hyperparams hp = run_of(true);
  hp.lanes = Lanes::file;
  check_resumes(hp, low_pass_data({300, 170, 90}, 60));
}

TEST_CASE("train.resume: with lanes in several blocks") {
  Hyperparams hp = run_of(true);
  hp.batch_size = 70;
  hp.tbptt_steps = 8;
  hp.tbptt_history = 12;
  hp.max_epochs = 2;
  check_resumes(hp, low_pass_data({2500, 900}, 60), 3);
}

TEST_CASE("train.resume: with the state of an output filter") {
  const Dataset data = low_pass_data({300, 170}, 60);
  for (const ModelType type : {ModelType::lstm_ema, ModelType::lstm_lpf}) {
    Hyperparams hp = run_of(true);
    hp.model_type = type;
    INFO(name_of(type));
    check_resumes(hp, data, 4);
  }
}

TEST_CASE("train.resume: with every optimiser") {
  const Dataset data = low_pass_data({300, 170}, 60);
  for (const OptimizerType type :
       {OptimizerType::adam, OptimizerType::adamw, OptimizerType::sgd, OptimizerType::rmsprop}) {
    Hyperparams hp = run_of(true);
    hp.optimizer_type = type;
    hp.momentum = 0.5;
    hp.weight_decay = 0.01;
    INFO(name_of(type));
    check_resumes(hp, data, 4);
  }
}

TEST_CASE("train.resume: through every schedule") {
  const Dataset data = low_pass_data({300, 170}, 60);
  for (const SchedulerType type :
       {SchedulerType::reduce_lr_on_plateau, SchedulerType::step_lr,
        SchedulerType::cosine_annealing_lr, SchedulerType::cosine_annealing_warm_restarts,
        SchedulerType::none})
    for (const SchedulerInterval interval : {SchedulerInterval::epoch, SchedulerInterval::step}) {
      Hyperparams hp = run_of(true);
      hp.scheduler_type = type;
      hp.scheduler_interval = interval;
      hp.plateau_patience = 0;
      hp.plateau_threshold = 0.5;  // no epoch is that much better
      hp.lr_period = 1;
      hp.cosine_t0 = 1;
      hp.warmup_steps = 7;
      hp.max_epochs = 5;
      hp.valid_frequency = 2;
      INFO(name_of(type) << " by " << name_of(interval));
      check_resumes(hp, data, 5);
    }
}

TEST_CASE("train.resume: through patience") {
  Hyperparams hp = run_of(true);
  hp.initial_lr = 0.3;  // soon worse
  hp.valid_patience = 1;
  hp.max_epochs = 40;
  const Dataset data = low_pass_data({300, 170}, 60);
  Stopper seen;
  REQUIRE(fit(hp, data, seen, {.threads = 1}).stop_reason == StopReason::patience);
  check_resumes(hp, data, 3);
}

TEST_CASE("train.resume: through the exploit phase, and with more epochs for it") {
  Hyperparams hp = run_of(true);
  hp.initial_lr = 0.3;
  hp.valid_patience = 1;
  hp.max_epochs = 40;
  hp.exploit_epochs = 2;
  hp.exploit_repetitions = 2;
  hp.exploit_lr = 1e-2;
  hp.final_lr = 1e-4;
  const Dataset data = low_pass_data({300, 170}, 60);
  Stopper seen;
  const FitResult whole = fit(hp, data, seen, {.threads = 1});
  REQUIRE(whole.stop_reason == StopReason::patience);
  REQUIRE(std::count_if(whole.events.begin(), whole.events.end(),
                        [](const GuardEvent& e) { return e.kind == "exploit"; }) == 2);
  check_resumes(hp, data, 3);
  for (int epochs = 2; epochs < whole.epochs; ++epochs) {
    const TempDir folder;
    Hyperparams shorter = hp;
    shorter.max_epochs = epochs;
    Stopper first, second;
    fit(shorter, data, first, options_for(first, folder.path(), false));
    INFO("first " << epochs << " epochs");
    CHECK(same_bytes(fit(hp, data, second, options_for(second, folder.path(), true)).model.params,
                     whole.model.params));
  }
}

TEST_CASE("train.resume: through skipped steps, restarted lanes and rollbacks") {
  for (const bool stream : {false, true}) {
    Dataset data = low_pass_data({300, 170}, 60);
    data.files[0].values[2 * 155] = std::numeric_limits<float>::quiet_NaN();
    Hyperparams hp = run_of(stream);
    hp.tbptt_history = stream ? 30 : 0;
    hp.max_skipped_steps = 1;
    hp.nan_recovery = 9;
    Stopper seen;
    const FitResult whole = fit(hp, data, seen, {.threads = 1});
    INFO((stream ? "stream" : "window"));
    REQUIRE(whole.skipped_steps > 0);
    REQUIRE(whole.rollbacks > 0);
    check_resumes(hp, data);
  }
}

TEST_CASE("train.resume: through losses and validations that explode, to the end and back") {
  const Dataset data = low_pass_data({300, 170}, 60);
  for (const auto& [recoveries, max_skipped] : {std::pair{0, 7}, {0, 0}, {6, 3}, {6, 0}}) {
    Hyperparams hp = run_of(true);
    hp.initial_lr = 1e6;
    hp.clip_max_norm = 0;
    hp.gradient_noise = 0;
    hp.max_skipped_steps = max_skipped;
    hp.nan_recovery = recoveries;
    hp.max_epochs = 6;
    Stopper seen;
    const FitResult whole = fit(hp, data, seen, {.threads = 1});
    INFO("NAN_RECOVERY " << recoveries << ", MAX_SKIPPED_STEPS " << max_skipped);
    CHECK((whole.stop_reason == StopReason::diverged || recoveries > 0));
    const std::string expected = recoveries > 0    ? "rollback"
                                 : max_skipped > 0 ? "loss_exploded"
                                                   : "validation_exploded";
    REQUIRE(std::count_if(whole.events.begin(), whole.events.end(),
                          [&](const GuardEvent& e) { return e.kind == expected; }) > 0);
    check_resumes(hp, data);
  }
}

TEST_CASE("train.resume: a training that is stuck says so once") {
  Hyperparams hp = run_of(true);
  hp.initial_lr = 1e-12;
  hp.init = Init::pytorch;  // without the mean as the head's bias
  hp.max_epochs = 10;
  const Dataset data = low_pass_data({300, 170}, 60);
  Stopper seen;
  const FitResult whole = fit(hp, data, seen, {.threads = 1});
  UNSCOPED_INFO(whole.best_val_rmse << " " << whole.baseline_rmse << " " << whole.steps);
  REQUIRE(whole.events.size() == 1);
  REQUIRE(whole.events[0].kind == "stuck");
  check_resumes(hp, data, 3);
}

TEST_CASE("train.resume: more epochs or more patience go on where the run ended") {
  const Dataset data = low_pass_data({300, 170}, 60);
  for (const int frequency : {1, 4}) {
    const TempDir folder;
    Hyperparams hp = run_of(true);
    hp.valid_frequency = frequency;
    hp.scheduler_type = SchedulerType::step_lr;
    Stopper first, second, whole;
    fit(hp, data, first, options_for(first, folder.path(), false));
    hp.max_epochs = 7;
    const FitResult longer = fit(hp, data, second, options_for(second, folder.path(), true));
    INFO("VALID_FREQUENCY " << frequency);
    CHECK(second.steps < first.steps * 2);
    CHECK(same_bytes(longer.model.params, fit(hp, data, whole, {.threads = 1}).model.params));
  }
}

TEST_CASE("train.resume: a finished run is not trained again") {
  const Dataset data = low_pass_data({300, 170}, 60);
  const Hyperparams hp = run_of(true);
  const TempDir folder;
  Stopper first, second;
  const FitResult whole = fit(hp, data, first, options_for(first, folder.path(), false));
  const FitResult again = fit(hp, data, second, options_for(second, folder.path(), true));
  CHECK(second.steps == 0);
  CHECK(again.epochs == whole.epochs);
  CHECK(again.stop_reason == whole.stop_reason);
  CHECK(same_bytes(again.model.params, whole.model.params));
}

TEST_CASE("train.resume: without a checkpoint it starts anew, and says so") {
  const Dataset data = low_pass_data({300, 170}, 60);
  const Hyperparams hp = run_of(true);
  const TempDir folder;
  Stopper plain, resumed;
  const FitResult whole = fit(hp, data, plain, {.threads = 1});
  const FitResult anew = fit(hp, data, resumed, options_for(resumed, folder.path(), true));
  REQUIRE(resumed.warnings.size() == 1);
  CHECK_THAT(resumed.warnings[0], contains("starting anew"));
  CHECK(same_bytes(anew.model.params, whole.model.params));
}

TEST_CASE("train.resume: changed settings or data are refused with the difference") {
  Dataset data = low_pass_data({300, 170}, 60);
  Hyperparams hp = run_of(true);
  const TempDir folder;
  Stopper first;
  first.stop_after = 4;
  fit(hp, data, first, options_for(first, folder.path(), false));
  const auto refusal = [&](const Hyperparams& settings) -> std::string {
    Stopper second;
    try {
      fit(settings, data, second, options_for(second, folder.path(), true));
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::config);
      return error.what();
    }
    return "";
  };
  Hyperparams other = hp;
  other.initial_lr = 0.02;
  CHECK_THAT(refusal(other), contains("INITIAL_LR: the run has 0.01, got 0.02"));
  other = hp;
  other.scheduler_type = SchedulerType::cosine_annealing_lr;
  CHECK_THAT(refusal(other), contains("SCHEDULER_TYPE"));
  other = hp;
  other.valid_patience = 3, other.threads = 2, other.max_epochs = 4, other.keep_checkpoints = 1;
  CHECK(refusal(other).empty());
  data.files[1].values[7] += 1;
  CHECK_THAT(refusal(hp), contains("train/train1.csv: the run has"));
}

TEST_CASE("train.resume: a corrupt checkpoint is put aside and the one before it is used") {
  const Dataset data = low_pass_data({300, 170}, 60);
  Hyperparams hp = run_of(true);
  Stopper plain;
  const FitResult whole = fit(hp, data, plain, {.threads = 1});
  const TempDir folder;
  for (const long after : {4, 5}) {
    Stopper stopper;
    stopper.stop_after = stopper.steps + (after == 4 ? 4 : 1);
    fit(hp, data, stopper, options_for(stopper, folder.path(), after == 5));
  }
  const auto newest = folder.path() / "ckpt-000000000005.safetensors";
  std::string bytes = read_file(newest);
  bytes[bytes.size() / 2] ^= 1;
  write_file(newest, bytes);
  Stopper resumed;
  const FitResult result = fit(hp, data, resumed, options_for(resumed, folder.path(), true));
  REQUIRE(resumed.warnings.size() == 1);
  CHECK_THAT(resumed.warnings[0], contains(".corrupt"));
  CHECK(fs::exists(newest.string() + ".corrupt"));
  CHECK(same_bytes(result.model.params, whole.model.params));
}

TEST_CASE("train.resume: KEEP_CHECKPOINTS generations stay, and the best model beside them") {
  const Dataset data = low_pass_data({300, 170}, 60);
  Hyperparams hp = run_of(true);
  hp.keep_checkpoints = 2;
  hp.max_epochs = 6;
  const TempDir folder;
  for (long rest = 3; rest > 0; --rest) {
    Stopper stopper;
    stopper.stop_after = 5;
    fit(hp, data, stopper, options_for(stopper, folder.path(), true));
  }
  int kept = 0;
  for (const auto& entry : fs::directory_iterator(folder.path()))
    kept += files::CheckpointStore::is_checkpoint(entry.path().filename().string());
  CHECK(kept == 2);
  CHECK(load_model(folder.path() / "best.safetensors").metrics.at("epoch") >= 1);
}
