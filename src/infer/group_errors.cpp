#include "infer/group_errors.hpp"

#include "infer/metrics.hpp"

namespace lstmtrain {

std::vector<FileMetrics> measure_groups(const Model& model, const Dataset& dataset,
                                        const Predictions& predictions, const RowGroups& groups) {
  std::vector<Meters> meters(groups.names.size(), Meters(dataset.num_targets()));
  for (std::size_t i = 0; i < predictions.files(); ++i)
    for (const Segment& part : time_runs(dataset, predictions.source(i)))
      add_errors(model, dataset, part, predictions.values(i), [&](std::size_t row) {
        const int group = groups.rows[i][row];
        return group < 0 ? nullptr : &meters[static_cast<std::size_t>(group)];
      });
  std::vector<FileMetrics> result;
  for (std::size_t g = 0; g < meters.size(); ++g)
    result.push_back({groups.names[g], values(meters[g], model.units)});
  return result;
}

}  // namespace lstmtrain
