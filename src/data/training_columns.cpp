#include "data/training_columns.hpp"

#include "data/column_statistics.hpp"
#include "data/moments.hpp"

namespace lstmtrain {
namespace {

// `cells` are less `reference`, and come back in another order.
TrainingColumn training_column(std::vector<float>& cells, double reference) {
  TrainingColumn column;
  Moments moments;
  for (const float x : cells) moments.add(static_cast<double>(x));
  column.rows = moments.n;
  if (cells.empty()) return column;
  column.mean = reference + moments.mean;
  column.deviation = moments.deviation();
  column.min = reference + moments.min;
  column.max = reference + moments.max;
  for (const auto& [share, member] :
       {std::pair{0.01, &TrainingColumn::p1}, std::pair{0.05, &TrainingColumn::p5},
        std::pair{0.25, &TrainingColumn::p25}, std::pair{0.5, &TrainingColumn::p50},
        std::pair{0.75, &TrainingColumn::p75}, std::pair{0.95, &TrainingColumn::p95},
        std::pair{0.99, &TrainingColumn::p99}})
    column.*member = reference + quantile(cells, share);
  return column;
}

std::size_t bad_cells(const Dataset& dataset, std::size_t column) {
  std::size_t bad = 0;
  for (const std::size_t file : dataset.train_files)
    if (file < dataset.summaries.size() && column < dataset.summaries[file].columns.size())
      bad += dataset.summaries[file].columns[column].bad();
  return bad;
}

std::string unit_of(const Dataset& dataset, std::size_t column) {
  for (const std::size_t file : dataset.train_files)
    if (file < dataset.summaries.size() && column < dataset.summaries[file].columns.size())
      if (const std::string& unit = dataset.summaries[file].columns[column].unit; !unit.empty())
        return unit;
  return "";
}

}  // namespace

std::vector<TrainingColumn> training_columns(const Dataset& dataset) {
  std::vector<TrainingColumn> columns;
  for (std::size_t c = 0; c < dataset.columns.size(); ++c) {
    const double reference = reference_of(dataset, dataset.train, c);
    std::vector<float> cells = column_cells(dataset, dataset.train, c, reference);
    columns.push_back(training_column(cells, reference));
    columns.back().bad = bad_cells(dataset, c);
    columns.back().unit = unit_of(dataset, c);
  }
  return columns;
}

}  // namespace lstmtrain
