// Rows one at a time and whole files give the same predictions, to the last bit.
#include "train/row_predictor.hpp"

#include <cmath>
#include <limits>

#include "lstmtrain/trainer.hpp"
#include "support/catch.hpp"
#include "support/series.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

Model random_model(Cell cell, LayerNorm norm) {
  Model model;
  model.spec = {cell, 1, {9, 18}, 1, norm, 0};
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

TEST_CASE("train.row_predictor: a row at a time gives the bits of a file, however many the files") {
  Dataset data = low_pass_data({150, 70, 40, 30, 33, 64, 65});
  damage(data);
  for (const Cell cell : {Cell::lstm, Cell::gru})
    for (const LayerNorm norm : {LayerNorm::none, LayerNorm::output, LayerNorm::cell}) {
      const Model model = random_model(cell, norm);
      const Predictions all = predict(model, data, data.train_files);
      RowPredictor predictor(model);
      for (const std::size_t file : data.train_files) {
        predictor.reset();
        for (std::size_t row = 0; row < data.files[file].rows; ++row) {
          const float x = data.files[file].at(row, 0);
          float y = 0;
          const bool done = predictor.step({&x, 1}, {&y, 1});
          const float expected = all.files[file][row];
          INFO("file " << file << " row " << row);
          REQUIRE(done == std::isfinite(x));
          REQUIRE((y == expected || (std::isnan(y) && std::isnan(expected))));
          REQUIRE(done == std::isfinite(y));
        }
      }
    }
}

TEST_CASE("train.row_predictor: what comes later changes no prediction") {
  const Model model = random_model(Cell::lstm, LayerNorm::none);
  Dataset data = low_pass_data({100});
  const std::vector<float> before = predict(model, data, {0}).files[0];
  for (std::size_t row = 50; row < 100; ++row) data.files[0].values[row * 2] = 9;
  const std::vector<float> after = predict(model, data, {0}).files[0];
  for (std::size_t row = 0; row < 50; ++row) CHECK(before[row] == after[row]);
  CHECK(before[50] != after[50]);
}
