// Small made-up datasets in memory: a target that needs memory of its input.
#pragma once

#include <cmath>
#include <vector>

#include "base/rng.hpp"
#include "lstmtrain/dataset.hpp"
#include "lstmtrain/scaler.hpp"

namespace lstmtrain::test {

// One file: x is noise, y a first-order low-pass of x (time constant 8 rows) plus 0.3 x.
inline SourceFile low_pass_file(const std::string& name, std::size_t rows, std::uint32_t seed) {
  SourceFile file;
  file.name = file.path = name;
  file.rows = rows;
  file.columns = 2;
  const Philox rng(seed, Purpose::simulate);
  double y = 0;
  for (std::uint32_t row = 0; row < rows; ++row) {
    const double x = rng.normal(row / 5);  // held for five rows
    y += (x - y) / 8;
    file.values.push_back(static_cast<float>(x));
    file.values.push_back(static_cast<float>(y + 0.3 * x));
  }
  return file;
}

// Columns "x" -> "y"; a training file for each entry of `train_rows`, one validation file.
inline Dataset low_pass_data(const std::vector<std::size_t>& train_rows,
                             std::size_t val_rows = 200) {
  Dataset data;
  data.columns = {"x", "y"};
  data.num_features = 1;
  for (const std::size_t rows : train_rows) {
    const std::size_t index = data.files.size();
    data.files.push_back(low_pass_file("train" + std::to_string(index) + ".csv", rows,
                                       static_cast<std::uint32_t>(index)));
    data.train.push_back({index, 0, rows});
    data.train_files.push_back(index);
  }
  const std::size_t index = data.files.size();
  data.files.push_back(low_pass_file("val.csv", val_rows, 77));
  data.val.push_back({index, 0, val_rows});
  data.val_files.push_back(index);
  data.summaries.resize(data.files.size());
  return data;
}

// scaled = x: what was put in comes out.
inline Scaler identity_scaler(std::size_t columns) {
  Scaler scaler;
  scaler.method = Normalization::none;
  scaler.offset.assign(columns, 0.0);
  scaler.scale.assign(columns, 1.0);
  scaler.min.assign(columns, -10.0);
  scaler.max.assign(columns, 10.0);
  return scaler;
}

// Settings of a small quick run on low_pass_data.
inline Hyperparams small_run(bool stream) {
  Hyperparams hp;
  hp.feature_columns = {"x"};
  hp.target_columns = {"y"};
  hp.training_method = stream ? TrainingMethod::stream : TrainingMethod::window;
  hp.lookback = 20;
  hp.rnn_layer_sizes = {8};
  hp.batch_size = 24;
  hp.tbptt_steps = 20;
  hp.tbptt_history = 20;
  hp.initial_lr = 0.01;
  hp.max_epochs = 3;
  return hp;
}

}  // namespace lstmtrain::test
