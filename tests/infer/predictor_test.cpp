// Rows one at a time and whole files give the same predictions, to the last bit.
#include "lstmtrain/predictor.hpp"

#include <cmath>
#include <limits>

#include "lstmtrain/error.hpp"
#include "lstmtrain/evaluate.hpp"
#include "support/catch.hpp"
#include "support/refusal.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

Model random_model(Cell cell, LayerNorm norm, OutputFilter filter = OutputFilter::none) {
  Model model;
  model.spec = {cell, 1, {9, 18}, 1, norm, 0, filter};
  const Philox rng(3, Purpose::init);
  model.params.resize(param_count(model.spec));
  for (std::size_t i = 0; i < model.params.size(); ++i)
    model.params[i] = static_cast<float>(0.4 * rng.normal(static_cast<std::uint32_t>(i)));
  model.features = {"x"};
  model.targets = {"y"};
  model.units = {Unit{"", 1}};
  model.scaler = identity_scaler(2);
  model.scaler.offset = {0.3, 3.6};
  model.scaler.scale = {1.7, 0.4};
  return model;
}

// A bad cell, and rows of nothing else.
void damage(Dataset& data) {
  for (const std::size_t row : {std::size_t{0}, std::size_t{7}, std::size_t{8}, std::size_t{60}})
    data.files[0].values[row * 2] = std::numeric_limits<float>::quiet_NaN();
}

}  // namespace

TEST_CASE("infer.predictor: a row at a time gives the bits of a file, however many the files") {
  Dataset data = low_pass_data({150, 70, 40, 30, 33, 64, 65});
  damage(data);
  for (const Cell cell : {Cell::lstm, Cell::gru})
    for (const LayerNorm norm : {LayerNorm::none, LayerNorm::output, LayerNorm::cell}) {
      const Model model = random_model(cell, norm);
      const Predictions all = predict(model, data, data.train_files);
      Predictor predictor(model);
      for (const std::size_t file : data.train_files) {
        predictor.reset();
        for (std::size_t row = 0; row < data.files[file].rows; ++row) {
          const float x = data.files[file].at(row, 0);
          float y = 0;
          const bool done = predictor.step({&x, 1}, {&y, 1});
          const float expected = all.at(file, row, 0);
          INFO("file " << file << " row " << row);
          REQUIRE(done == std::isfinite(x));
          REQUIRE((y == expected || (std::isnan(y) && std::isnan(expected))));
          REQUIRE(done == std::isfinite(y));
        }
      }
    }
}

TEST_CASE("infer.predictor: what comes later changes no prediction") {
  const Model model = random_model(Cell::lstm, LayerNorm::none);
  Dataset data = low_pass_data({100});
  const Predictions before = predict(model, data, {0});
  for (std::size_t row = 50; row < 100; ++row) data.files[0].values[row * 2] = 9;
  const Predictions after = predict(model, data, {0});
  for (std::size_t row = 0; row < 50; ++row) CHECK(before.at(0, row, 0) == after.at(0, row, 0));
  CHECK(before.at(0, 50, 0) != after.at(0, 50, 0));
}

TEST_CASE("infer.predictor: a state that was kept goes on to the same bits, in another one too") {
  const Dataset data = low_pass_data({60});
  for (const Cell cell : {Cell::lstm, Cell::gru})
    for (const LayerNorm norm : {LayerNorm::none, LayerNorm::output, LayerNorm::cell})
      for (const OutputFilter filter : {OutputFilter::none, OutputFilter::ema, OutputFilter::lpf}) {
        const Model model = random_model(cell, norm, filter);
        Predictor predictor(model), other(model);
        const auto run = [&](Predictor& with, std::size_t begin, std::size_t end) {
          std::vector<float> out;
          for (std::size_t row = begin; row < end; ++row) {
            const float x = data.files[0].at(row, 0);
            out.push_back(0);
            with.step({&x, 1}, {&out.back(), 1});
          }
          return out;
        };
        run(predictor, 0, 21);
        const Predictor::State kept = predictor.state();
        const std::vector<float> first = run(predictor, 21, 40);
        run(predictor, 0, 7);
        predictor.restore(kept);
        other.restore(kept);
        CHECK(run(predictor, 21, 40) == first);
        CHECK(run(other, 21, 40) == first);
        predictor.reset();
        CHECK(run(predictor, 21, 40) != first);
      }
}

TEST_CASE("infer.predictor: a state of another shape is refused") {
  Predictor predictor(random_model(Cell::lstm, LayerNorm::none));
  CHECK_THROWS_AS(predictor.restore({{1, 2, 3}}), Error);
}

TEST_CASE("infer.predictor: a state of as many values but another shape is refused") {
  Predictor predictor(random_model(Cell::lstm, LayerNorm::none));
  Model swapped = random_model(Cell::lstm, LayerNorm::none);
  swapped.spec.layer_sizes = {18, 9};
  swapped.params.assign(param_count(swapped.spec), 0.1F);
  const Predictor::State other = Predictor(swapped).state();
  REQUIRE(other.values.size() == predictor.state().values.size());
  CHECK_THAT(refused(ErrorCode::config, [&] { predictor.restore(other); }),
             contains("another shape"));
  Predictor::State own = predictor.state();
  own.spec.dropout = 0.5;  // of training alone
  predictor.restore(own);
}

TEST_CASE("infer.predictor: a feature that overflows once it is scaled leaves the memory alone") {
  for (const LayerNorm norm : {LayerNorm::none, LayerNorm::cell}) {
    Model model = random_model(Cell::lstm, norm);
    model.scaler.scale[0] = 1e-3;
    Predictor predictor(model), twin(model);
    float y = 0, expected = 0;
    for (const float x : {0.3F, 3e38F, 0.31F, -3e38F, 0.32F}) {
      const bool fits = std::abs(x) < 1;
      CHECK(predictor.step({&x, 1}, {&y, 1}) == fits);
      CHECK(std::isfinite(y) == fits);
      if (!fits) continue;
      twin.step({&x, 1}, {&expected, 1});
      CHECK(y == expected);
    }
  }
}

TEST_CASE("infer.predictor: the row may be overwritten by its prediction") {
  const Model model = random_model(Cell::gru, LayerNorm::none);
  Predictor predictor(model), twin(model);
  const float x = 0.7F;
  float y = 0, both = x;
  REQUIRE(twin.step({&x, 1}, {&y, 1}));
  REQUIRE(predictor.step({&both, 1}, {&both, 1}));
  CHECK(both == y);
}

TEST_CASE("infer.predictor: a robust scaler gives the bits of a file") {
  Dataset data = low_pass_data({150, 70});
  data.files[0].values[2 * 20] = 1e6F;  // which moves neither offset nor scale
  Model model = random_model(Cell::lstm, LayerNorm::none);
  model.scaler = fit_scaler(data, data.train, Normalization::robust);
  CHECK(model.scaler.scale[0] < 10);
  const Predictions all = predict(model, data, data.train_files);
  Predictor predictor(model);
  for (std::size_t row = 0; row < data.files[0].rows; ++row) {
    const float x = data.files[0].at(row, 0);
    float y = 0;
    REQUIRE(predictor.step({&x, 1}, {&y, 1}));
    REQUIRE(y == all.at(0, row, 0));
  }
}

TEST_CASE("infer.predictor: rows outside of the training's range are told with the file's range") {
  const Model model = random_model(Cell::lstm, LayerNorm::none);
  Dataset data = low_pass_data({100});
  for (std::size_t row = 0; row < 100; ++row)
    data.files[0].values[row * 2] = 20 + 0.1F * static_cast<float>(row);
  data.files[0].values[0] = std::numeric_limits<float>::quiet_NaN();
  const Predictions predictions = predict(model, data, {0});
  REQUIRE(predictions.notes().size() == 1);
  CHECK_THAT(
      predictions.notes()[0],
      contains(
          "99 rows of \"x\" (20.1 to 29.9) lie outside the range seen in training, -10 to 10"));
}
