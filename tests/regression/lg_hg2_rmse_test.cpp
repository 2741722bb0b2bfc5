// Real measurements, where LSTMTRAIN_DATASETS points to them: the 25 degC drive cycles of lg-hg2.
#include <string>

#include "lstmtrain/evaluate.hpp"
#include "lstmtrain/trainer.hpp"
#include "support/datasets.hpp"

using namespace lstmtrain;

TEST_CASE("regression.lg_hg2: 32 units reach 15 mV on the 25 degC cycles", "[datasets]") {
  const std::string folder = test::dataset("lg-hg2");
  if (folder.empty()) return;
  Hyperparams hp;
  hp.feature_columns = {"Current", "Temperature", "SOC"};
  hp.training_method = TrainingMethod::stream;
  hp.rnn_layer_sizes = {32};
  hp.batch_size = 16;
  hp.optimizer_type = OptimizerType::adamw;
  hp.weight_decay = 1e-4;
  hp.initial_lr = 5e-3;
  hp.scheduler_type = SchedulerType::cosine_annealing_lr;
  hp.scheduler_interval = SchedulerInterval::step;
  hp.warmup_steps = 200;
  hp.max_epochs = 300;
  hp.tbptt_steps = hp.tbptt_history = 100;
  hp.valid_frequency = 10;
  hp.valid_patience = 1000;
  const Dataset data = load_dataset(hp, {{folder + "/train/25degC*.csv"},
                                         {folder + "/val/25degC*.csv"},
                                         {folder + "/test/25degC*.csv"}});
  REQUIRE(data.test_files.size() == 3);
  Reporter quiet;
  const FitResult fitted = fit(hp, data, quiet, {.threads = 1});
  const double rmse = evaluate(fitted.model, data, data.test_files).pooled[0].rmse;
  INFO(rmse << " mV in " << fitted.seconds << " s");
  CHECK(rmse < 15);
  CHECK(rmse > 1);  // an error of nothing is a leak
}
