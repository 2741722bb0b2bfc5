// Several targets: each in its own unit, the loss over all of them chooses the best model.
#include <cmath>

#include "lstmtrain/evaluate.hpp"
#include "lstmtrain/trainer.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// Columns "x" -> "Voltage", which low_pass_data calls y, and "SOC" = 0.3 - 0.01 x, which needs no
// memory.
Dataset two_targets() {
  Dataset data = low_pass_data({1200, 800}, 400);
  data.columns = {"x", "Voltage", "SOC"};
  for (SourceFile& file : data.files) {
    std::vector<float> values;
    for (std::size_t row = 0; row < file.rows; ++row)
      values.insert(values.end(),
                    {file.at(row, 0), file.at(row, 1), 0.3F - 0.01F * file.at(row, 0)});
    file.values = values;
    file.columns = 3;
  }
  return data;
}

Hyperparams settings() {
  Hyperparams hp = small_run(true);
  hp.target_columns = {"Voltage", "SOC"};
  hp.max_epochs = 30;
  hp.initial_lr = 0.02;  // restless: the targets' best epochs are not the same one
  return hp;
}

struct Epochs : Reporter {
  std::vector<EpochRecord> all;
  void epoch(const EpochRecord& r) override { all.push_back(r); }
};

}  // namespace

TEST_CASE("train.targets: both are learned, each in its unit") {
  const Dataset data = two_targets();
  Epochs epochs;
  const FitResult fitted = fit(settings(), data, epochs, {.threads = 1});
  REQUIRE(fitted.model.units.size() == 2);
  CHECK(fitted.model.units[0].name == "mV");
  CHECK(fitted.model.units[1].name == "%");
  const TestResult tested = evaluate(fitted.model, data, data.val_files);
  REQUIRE(tested.pooled.size() == 2);
  for (const Metrics& metrics : tested.pooled) CHECK(metrics.r2 > 0.8);
  CHECK(tested.pooled[0].rmse == Approx(fitted.model.metrics.at("val_rmse")).epsilon(1e-4));

  // val_loss: the mean over rows and targets of the scaled squared errors
  double loss = 0;
  for (std::size_t k = 0; k < 2; ++k) {
    const double physical = tested.pooled[k].rmse / fitted.model.units[k].factor;
    loss += std::pow(physical / fitted.model.scaler.scale[1 + k], 2) / 2;
  }
  CHECK(fitted.model.metrics.at("val_loss") == Approx(loss).epsilon(1e-4));
}

TEST_CASE("train.targets: the loss over all targets chooses the best model") {
  Epochs epochs;
  const FitResult fitted = fit(settings(), two_targets(), epochs, {.threads = 1});
  double least = INFINITY;
  int best = 0;
  for (const EpochRecord& r : epochs.all) {
    CHECK(r.improved == (r.val_loss < least));
    if (r.val_loss < least) least = r.val_loss, best = r.epoch;
  }
  CHECK(fitted.best_epoch == best);
}
