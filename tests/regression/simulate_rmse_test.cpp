// Trainings on simulated drive cycles: at most half the error of a fit without memory, and the
// state is why.
#include <cmath>

#include "data/simulate/simulate.hpp"
#include "infer/streaming.hpp"
#include "lstmtrain/evaluate.hpp"
#include "lstmtrain/trainer.hpp"
#include "support/catch.hpp"
#include "support/polynomial.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// The model's RMSE on the test files in mV when it begins every row from the zero state.
double rmse_without_state(const Model& model, const Dataset& data) {
  std::vector<Segment> rows;
  for (const std::size_t file : data.test_files)
    for (std::size_t row = 0; row < data.files[file].rows; ++row)
      rows.push_back({file, row, row + 1});
  ThreadPool pool(1);
  std::vector<Stream> streams;
  for (const Segment& row : rows) streams.push_back({row.file, {row}, row.begin, row.end});
  Streaming streaming(model.spec, data, model.scaler, 0, std::move(streams), pool);
  streaming.run(model.params);
  double squared = 0;
  for (const Segment& row : rows) {
    const double error = static_cast<double>(streaming.predictions(row.file)[row.begin]) -
                         static_cast<double>(data.files[row.file].at(row.begin, data.num_features));
    squared += error * error;
  }
  return 1000 * std::sqrt(squared / static_cast<double>(rows.size()));
}

Hyperparams recipe(ModelType cell, bool stream) {
  Hyperparams hp;
  hp.feature_columns = {"Current", "Temperature", "SOC"};
  hp.model_type = cell;
  hp.rnn_layer_sizes = {16};
  hp.optimizer_type = OptimizerType::adamw;
  hp.weight_decay = 1e-4;
  hp.initial_lr = 0.01;
  hp.scheduler_type = SchedulerType::cosine_annealing_lr;
  hp.scheduler_interval = SchedulerInterval::step;
  hp.warmup_epochs = 1;
  hp.training_method = stream ? TrainingMethod::stream : TrainingMethod::window;
  hp.max_epochs = stream ? 120 : 30;
  hp.batch_size = stream ? 32 : 64;
  hp.tbptt_steps = hp.tbptt_history = stream ? 50 : 120;
  hp.lookback = 120;
  hp.normalization = Normalization::zscore;
  hp.window_stride = 5;
  hp.valid_frequency = 4;
  hp.valid_patience = 1000;
  return hp;
}

}  // namespace

TEST_CASE("regression.simulate: half the error of a cubic polynomial, by memory") {
  const TempDir dir;
  SimulateOptions options;
  options.out = (dir / "drives").string();
  options.seed = 7;
  simulate(options, write_file);
  const Dataset data = load_dataset(recipe(ModelType::lstm, true), data_folder(options.out));
  const double polynomial = 1000 * CubicPolynomial(data, data.train).rmse(data.test_files);
  INFO("cubic polynomial " << polynomial << " mV");
  CHECK(polynomial > 10);
  for (const ModelType cell : {ModelType::lstm, ModelType::gru})
    for (const bool stream : {true, false}) {
      Reporter quiet;
      const FitResult fitted = fit(recipe(cell, stream), data, quiet, {.threads = 1});
      const double rmse = evaluate(fitted.model, data, data.test_files).pooled[0].rmse;
      const double without_state = rmse_without_state(fitted.model, data);
      INFO(name_of(cell) << (stream ? " stream " : " window ") << rmse << " mV, state zeroed "
                         << without_state << " mV, " << fitted.seconds << " s");
      CHECK(rmse <= polynomial / 2);
      CHECK(without_state > polynomial / 2);
    }
}
