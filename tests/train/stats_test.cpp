// The layer statistics: when they come, that they are what they say, that they change nothing.
#include <cmath>

#include "lstmtrain/trainer.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"
#include "train/batch/batch_runner.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

struct Recorder : Reporter {
  std::vector<StatsRecord> all;
  std::size_t updates = 0;
  void start(const StartRecord& r) override { updates = r.updates_per_epoch; }
  void stats(const StatsRecord& r) override { all.push_back(r); }
};

double norm_of(const Model& model, const std::string& name) {
  for (const ParamInfo& info : param_layout(model.spec)) {
    if (info.name != name) continue;
    double sum = 0;
    for (std::size_t i = 0; i < info.size; ++i)
      sum += std::pow(static_cast<double>(model.params[info.offset + i]), 2);
    return std::sqrt(sum);
  }
  return NAN;
}

}  // namespace

TEST_CASE("train.stats: ever fewer steps of epoch 1, the end of all; or every STATS_EVERY steps") {
  const Dataset data = low_pass_data({1200, 800}, 400);
  for (const bool stream : {false, true}) {
    Hyperparams hp = small_run(stream);
    hp.max_epochs = 3;
    Recorder recorder;
    const FitResult result = fit(hp, data, recorder, {.threads = 1});
    std::vector<std::int64_t> expected;
    const auto last = static_cast<std::int64_t>(recorder.updates) - 1;
    for (const int step : {0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192})
      if (step < last) expected.push_back(step);
    for (int epoch = 0; epoch < 3; ++epoch)
      expected.push_back(last + epoch * static_cast<std::int64_t>(recorder.updates));
    REQUIRE(last < 256);
    std::vector<std::int64_t> steps;
    for (const StatsRecord& r : recorder.all) steps.push_back(r.step);
    REQUIRE(steps == expected);
    CHECK(recorder.all[1].step == 1);
    CHECK(recorder.all.back().epoch == 3);
    CHECK(recorder.all.back().step == result.steps - 1);

    hp.stats_every = 4;
    Recorder sparse;
    const FitResult same = fit(hp, data, sparse, {.threads = 1});
    CHECK(sparse.all.size() == static_cast<std::size_t>((same.steps + 3) / 4));
    CHECK(sparse.all[1].step == 4);
    CHECK(same.model.params == result.model.params);  // looking changes nothing
  }
}

TEST_CASE("train.stats: norms of each tensor, before clipping, and the update over the weights") {
  const Dataset data = low_pass_data({1200, 800}, 400);
  Hyperparams hp = small_run(true);
  hp.max_epochs = 2;
  hp.stats_every = 1;
  hp.optimizer_type = OptimizerType::sgd;
  hp.momentum = 0;
  hp.clip_max_norm = 1e-3;
  hp.scheduler_type = SchedulerType::none;
  Recorder recorder;
  const FitResult result = fit(hp, data, recorder, {.threads = 1});
  const StatsRecord& last = recorder.all.back();
  REQUIRE(last.tensors.size() == param_layout(result.model.spec).size());
  double squared = 0;
  for (const TensorStats& tensor : last.tensors) squared += std::pow(tensor.grad_norm, 2);
  CHECK(std::sqrt(squared) > 10 * hp.clip_max_norm);
  // plain SGD moves by rate x clipped gradient
  for (const TensorStats& tensor : last.tensors) {
    if (tensor.weight_norm < 0.1) continue;
    const double moved = hp.initial_lr * tensor.grad_norm * hp.clip_max_norm / std::sqrt(squared);
    INFO(tensor.name);
    CHECK(tensor.update_ratio == Approx(moved / tensor.weight_norm).epsilon(0.02));
  }
  if (result.best_epoch == 2)
    CHECK(last.tensors[0].weight_norm ==
          Approx(norm_of(result.model, last.tensors[0].name)).epsilon(1e-6));
}

TEST_CASE("train.stats: saturated gates are counted, and the gradient of far rows is the smaller") {
  const Dataset data = low_pass_data({1200, 800}, 400);
  for (const bool stream : {false, true})
    for (const ModelType cell : {ModelType::lstm, ModelType::gru}) {
      Hyperparams hp = small_run(stream);
      hp.model_type = cell;
      const ModelSpec spec = model_spec(hp);
      const auto source = make_batches(hp, data, identity_scaler(2));
      ThreadPool pool(1);
      BatchRunner runner(hp, spec, *source, pool);
      std::vector<float> params(param_count(spec), 0.0F), grads(params.size());
      source->start_epoch(0);
      runner.start_epoch();
      REQUIRE(source->next());
      runner.run(params, 0, grads);
      BatchRunner::Probe probe = runner.probe(params);
      REQUIRE(probe.gates.size() == (spec.cell == Cell::lstm ? 4U : 3U));
      for (const GateStats& gate : probe.gates) CHECK(gate.saturated == 0);
      CHECK(probe.output_rms[0] == std::array<double, 3>{});

      for (const ParamInfo& info : param_layout(spec))
        for (std::size_t i = 0; i < info.size; ++i)
          params[info.offset + i] =
              info.name == "fc.weight"                     ? 0.5F
              : info.name.find("weight") != info.name.npos ? 0.05F * static_cast<float>(i % 3)
              // the second gate: f of the LSTM, z of the GRU
              : info.name.find("bias_ih") != info.name.npos && i / 8 == 1 ? -30.0F
                                                                          : 0.0F;
      runner.run(params, 0, grads);
      probe = runner.probe(params);
      CHECK(probe.gates[0].saturated == 0);
      CHECK(probe.gates[1].saturated == 1);
      REQUIRE(probe.grad_by_distance.size() > 5);
      CHECK(probe.grad_by_distance[0].first == 0);
      CHECK(probe.grad_by_distance[0].second > 0);
      CHECK(probe.grad_by_distance.back().second < 0.1 * probe.grad_by_distance[0].second);
    }
}
