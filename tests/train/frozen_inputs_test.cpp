// A feature that was constant over the training rows cannot act, whatever it is later.
#include "train/optim/frozen_inputs.hpp"

#include <cmath>

#include "lstmtrain/trainer.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

// Columns "x", "held" -> "y", with "held" the same in all rows.
Dataset held_data(float value) {
  Dataset data = low_pass_data({200, 200});
  data.columns = {"x", "held", "y"};
  data.num_features = 2;
  for (SourceFile& file : data.files) {
    std::vector<float> values;
    for (std::size_t row = 0; row < file.rows; ++row)
      for (const float cell : {file.at(row, 0), value, file.at(row, 1)}) values.push_back(cell);
    file.values = std::move(values);
    file.columns = 3;
  }
  return data;
}

}  // namespace

TEST_CASE("train.frozen_inputs: the first layer's weights of constant features, no others") {
  for (const Cell cell : {Cell::lstm, Cell::gru}) {
    ModelSpec spec;
    spec.cell = cell;
    spec.input_size = 3;
    spec.layer_sizes = {2, 2};
    Scaler scaler = identity_scaler(4);
    scaler.min[1] = scaler.max[1] = 25;
    scaler.min[3] = scaler.max[3] = 4;  // the target
    std::vector<float> params(param_count(spec), 1);
    FrozenInputs(spec, scaler).clear(params);
    for (const ParamInfo& info : param_layout(spec))
      for (std::size_t i = 0; i < info.size; ++i) {
        const bool held = info.role == ParamRole::weight_ih && info.layer == 0 && i % 3 == 1;
        CHECK(params[info.offset + i] == (held ? 0.0F : 1.0F));
      }
  }
}

TEST_CASE("train.frozen_inputs: a constant column is only shifted, to exactly 0") {
  const Dataset data = held_data(25.1F);
  for (const Normalization method :
       {Normalization::minmax, Normalization::zscore, Normalization::robust}) {
    const Scaler scaler = fit_scaler(data, data.train, method);
    CHECK(scaler.scale[1] == 1);
    CHECK(scaler.transform(1, static_cast<double>(25.1F)) == 0);
  }
}

// Noise of the inputs, of the gradient and a decay would each move the weights.
TEST_CASE("train.frozen_inputs: they stay 0 under noise and decay, with any scaling") {
  const Dataset data = held_data(25);
  for (const Normalization method : {Normalization::zscore, Normalization::none})
    for (const Init init : {Init::standard, Init::pytorch}) {
      Hyperparams hp = small_run(true);
      hp.feature_columns = {"x", "held"};
      hp.normalization = method;
      hp.init = init;
      hp.input_noise_std = 0.1;
      hp.gradient_noise = 0.01;
      hp.weight_decay = 0.1;
      Reporter silent;
      const Model model = fit(hp, data, silent).model;
      const std::vector<ParamInfo> layout = param_layout(model.spec);
      const ParamInfo& weight = *find_param(layout, ParamRole::weight_ih, 0);
      double held = 0, free = 0;
      for (std::size_t i = 0; i < weight.size; ++i)
        (i % 2 == 1 ? held : free) +=
            std::abs(static_cast<double>(model.params[weight.offset + i]));
      CHECK(held == 0);
      CHECK(free > 0);
    }
}
