#include "train/problem.hpp"

#include "data/targets.hpp"
#include "data/training_columns.hpp"
#include "settings/resume_check.hpp"

namespace lstmtrain {

Problem::Problem(const Hyperparams& hyperparams, const Dataset& data)
    : hp(hyperparams),
      dataset(data),
      spec(model_spec(hp)),
      means(target_means(dataset)),
      start(starting_point(hp, spec, dataset, means)),
      columns(training_columns(dataset)),
      units(target_units(hp, dataset, start.scaler)),
      fingerprint(settings::data_fingerprint(dataset, start.scaler)) {}

}  // namespace lstmtrain
