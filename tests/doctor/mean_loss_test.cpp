#include "doctor/mean_loss.hpp"

#include "data/targets.hpp"
#include "nn/loss.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"
#include "train/starting_point.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// The mean loss of the mean over all training rows.
double over_all_rows(const Hyperparams& hp, const Dataset& data, const Scaler& scaler) {
  const nn::Loss loss{hp.loss, hp.huber_delta};
  const double mean = target_means(data).front();
  double sum = 0, rows = 0;
  for (const Segment& series : data.train)
    for (std::size_t row = series.begin; row < series.end; ++row, ++rows)
      sum += loss.value((static_cast<double>(data.files[series.file].at(row, 1)) - mean) /
                        scaler.scale[1]);
  return sum / rows;
}

}  // namespace

TEST_CASE("doctor.mean_loss: on batches that hold every row once it is that of all rows") {
  const Dataset data = low_pass_data({300, 170});
  for (const bool stream : {false, true})
    for (const LossKind loss : {LossKind::mse, LossKind::mae, LossKind::huber}) {
      Hyperparams hp = small_run(stream);
      hp.loss = loss;
      hp.huber_delta = 0.1;
      hp.batch_training = false;  // one batch is the whole training set
      hp.batch_size = 1;
      hp.tbptt_steps = 470;
      const Scaler scaler = starting_scaler(hp, model_spec(hp), data);
      const std::vector<double> losses = losses_of_mean(hp, data, scaler, 3);
      INFO(stream << " " << static_cast<int>(loss));
      REQUIRE(losses.size() == 3);
      for (const double each : losses)
        CHECK(each == Approx(over_all_rows(hp, data, scaler)).epsilon(1e-5));
    }
}

TEST_CASE("doctor.mean_loss: rows without loss do not count, batches of them are left out") {
  const Dataset data = low_pass_data({200});
  Hyperparams hp = small_run(true);
  hp.batch_size = 1;
  hp.tbptt_steps = 20;
  hp.warmup_rows = 60;  // three of ten batches
  const Scaler scaler = starting_scaler(hp, model_spec(hp), data);
  CHECK(losses_of_mean(hp, data, scaler, 7).size() == 7);
  hp.warmup_rows = 0;
  const std::vector<double> all = losses_of_mean(hp, data, scaler, 10);
  double sum = 0;
  for (const double each : all) sum += each / 10;
  CHECK(sum == Approx(over_all_rows(hp, data, scaler)).epsilon(1e-5));
}
