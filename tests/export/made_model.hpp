// Models that no training made, and rows for them.
#pragma once

#include <cmath>
#include <utility>
#include <vector>

#include "lstmtrain/model.hpp"
#include "support/random_model.hpp"

namespace lstmtrain::test {

inline ModelSpec shape(Cell cell, std::vector<int> sizes, int targets = 1) {
  ModelSpec spec;
  spec.cell = cell;
  spec.input_size = 3;
  spec.layer_sizes = std::move(sizes);
  spec.output_size = targets;
  return spec;
}

inline Model made_model(const ModelSpec& spec) {
  Model model = random_model(spec);
  model.period = 0.1;
  model.target_offset = 2;
  return model;
}

// A row of features within some scales of the offsets.
inline std::vector<float> made_row(const Model& model, std::size_t t) {
  std::vector<float> x;
  for (std::size_t d = 0; d < model.features.size(); ++d)
    x.push_back(static_cast<float>(model.scaler.offset[d] +
                                   1.5 * model.scaler.scale[d] *
                                       std::sin(0.1 * static_cast<double>((d + 1) * t))));
  return x;
}

// One test file of `rows` rows; targets are 0.
inline Dataset made_data(const Model& model, std::size_t rows) {
  Dataset data;
  data.num_features = model.features.size();
  data.columns = model.features;
  data.columns.insert(data.columns.end(), model.targets.begin(), model.targets.end());
  SourceFile file;
  file.name = file.path = "made.csv";
  file.rows = rows;
  file.columns = data.columns.size();
  for (std::size_t t = 0; t < rows; ++t) {
    const std::vector<float> x = made_row(model, t);
    file.values.insert(file.values.end(), x.begin(), x.end());
    file.values.resize(file.values.size() + model.targets.size());
  }
  data.files.push_back(std::move(file));
  data.summaries.resize(1);
  data.test_files = {0};
  return data;
}

}  // namespace lstmtrain::test
