// Whatever the settings: a training ends with a model that is worth something, or as diverged with
// one that is no worse than where it began. 3,520 short ones, over rates from 1e-6 to 1e38.
#include <cmath>
#include <sstream>

#include "base/finite.hpp"
#include "data/targets.hpp"
#include "infer/validation.hpp"
#include "lstmtrain/trainer.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"
#include "train/problem.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

constexpr double kRates[] = {1e-6, 1e-4, 1e-2, 0.3, 1, 10, 1e3, 1e6, 1e12, 1e30, 1e38};
constexpr OptimizerType kOptimizers[] = {OptimizerType::adam, OptimizerType::adamw,
                                         OptimizerType::sgd, OptimizerType::rmsprop};
constexpr SchedulerType kSchedules[] = {
    SchedulerType::reduce_lr_on_plateau, SchedulerType::step_lr, SchedulerType::cosine_annealing_lr,
    SchedulerType::cosine_annealing_warm_restarts, SchedulerType::none};
constexpr LossKind kLosses[] = {LossKind::mse, LossKind::huber, LossKind::mae};

// Inputs of thousands beside targets of a few, so that what is not scaled explodes; every third
// target stands far from 0, where a start without the mean's bias is far off.
Dataset data_of(int number) {
  Dataset data = low_pass_data({190, 170}, 90);
  const float offset = number % 3 == 0 ? 300 : 0;
  for (SourceFile& file : data.files)
    for (std::size_t row = 0; row < file.rows; ++row) {
      file.values[2 * row] *= 4321;
      file.values[2 * row + 1] += offset;
    }
  return data;
}

// What is not crossed with all else goes round with the number of the run.
void vary(Hyperparams& hp, int number) {
  hp.scheduler_type = kSchedules[number % 5];
  hp.scheduler_interval = number % 2 == 0 ? SchedulerInterval::epoch : SchedulerInterval::step;
  hp.loss = kLosses[number % 7 % 3];
  hp.init = number % 4 == 1 ? Init::pytorch : Init::standard;
  hp.model_type = number % 11 == 0 ? ModelType::gru : ModelType::lstm;
  hp.momentum = number % 13 == 0 ? 0.9 : 0;
  hp.valid_frequency = 1 + number % 2;
  hp.valid_patience = number % 17 == 0 ? 1 : 25;
  hp.exploit_epochs = hp.exploit_repetitions = number % 17 == 0 ? 1 : 0;
  hp.max_skipped_steps = number % 3 == 2 ? 3 : 10;
  hp.max_epochs = 1 + number % 7;
  hp.lr_period = hp.cosine_t0 = 1;
  hp.seed = static_cast<std::uint64_t>(number);
}

// The sizes of error of the mean, of the initial parameters, and of the model that came out.
struct Errors {
  double mean = 0, start = 0, model = 0;
};
Errors errors_of(const Hyperparams& hp, const Dataset& data, const std::vector<float>& model) {
  const Problem problem(hp, data);
  ThreadPool pool(1);
  Validation validation(hp, problem.spec, data, problem.start.scaler, problem.units.front(), pool);
  const nn::Loss loss{hp.loss, hp.huber_delta};
  return {loss.error(validation.of_means(problem.means).loss),
          loss.error(validation.run(problem.start.params).loss),
          loss.error(validation.run(model).loss)};
}

}  // namespace

TEST_CASE("train.guards: a training never hands over what is worse than nothing as a success") {
  int runs = 0, diverged = 0, recovered = 0;
  for (const double rate : kRates)
    for (const OptimizerType optimizer : kOptimizers)
      for (int bits = 0; bits < 5 * 16; ++bits) {
        const bool clip = bits & 1, scaled = bits & 2, stream = bits & 4, recovery = bits & 8;
        Hyperparams hp = small_run(stream);
        hp.rnn_layer_sizes = {3};
        hp.lookback = hp.tbptt_steps = hp.tbptt_history = 10;
        hp.batch_size = stream ? 3 : 20;
        hp.initial_lr = rate;
        hp.optimizer_type = optimizer;
        hp.clip_max_norm = clip ? 1 : 0;
        hp.normalization = scaled ? Normalization::minmax : Normalization::none;
        hp.nan_recovery = recovery ? 3 : 0;
        vary(hp, runs);
        const Dataset data = data_of(runs++);
        Reporter silent;
        const FitResult result = fit(hp, data, silent, {.threads = 1});
        std::ostringstream run;
        run << "run " << runs - 1 << ": " << name_of(optimizer) << " at " << rate << ", bits "
            << bits;
        INFO(run.str() << ", " << stop_reason_name(result.stop_reason) << ", " << result.diagnosis);
        REQUIRE(all_finite(result.model.params));
        const Errors errors = errors_of(hp, data, result.model.params);
        INFO("mean " << errors.mean << ", start " << errors.start << ", model " << errors.model);
        const double most = result.stop_reason == StopReason::diverged
                                ? errors.start
                                : std::max(2 * errors.mean, errors.start);
        CHECK(errors.model <= most);
        CHECK(result.worse_than_mean == (errors.model > errors.mean));
        CHECK((result.stop_reason == StopReason::diverged) == !result.diagnosis.empty());
        diverged += result.stop_reason == StopReason::diverged;
        recovered += result.stop_reason != StopReason::diverged && result.rollbacks > 0;
      }
  CHECK(runs >= 500);
  CHECK(diverged > runs / 10);
  CHECK(diverged < runs * 9 / 10);
  CHECK(recovered > 0);
}
