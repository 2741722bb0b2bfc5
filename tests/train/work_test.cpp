#include "train/work.hpp"

#include "support/catch.hpp"

using namespace lstmtrain;

TEST_CASE("train.work: what is left is what the epochs from here on do") {
  Hyperparams hp;
  for (hp.max_epochs = 1; hp.max_epochs < 9; ++hp.max_epochs)
    for (hp.valid_frequency = 1; hp.valid_frequency < 6; ++hp.valid_frequency)
      for (int epoch = 0; epoch <= hp.max_epochs; ++epoch) {
        int validations = 0;
        for (int e = epoch; e < hp.max_epochs; ++e)
          validations += validates(hp, e) || e + 1 == hp.max_epochs;
        INFO(hp.max_epochs << " epochs, every " << hp.valid_frequency << ", from " << epoch);
        CHECK(work_left(hp, 10, epoch, 0).validations == validations);
        CHECK(work_left(hp, 10, epoch, 0).batches ==
              10 * static_cast<std::size_t>(hp.max_epochs - epoch));
      }
}

TEST_CASE("train.work: the batches of the present epoch that are done are not left") {
  Hyperparams hp;
  hp.max_epochs = 3;
  CHECK(work_left(hp, 10, 1, 4).batches == 16);
  CHECK(work_left(hp, 10, 2, 10).batches == 0);
  CHECK(work_left(hp, 10, 3, 4).batches == 0);
}
