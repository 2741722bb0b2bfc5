#include "train/clock.hpp"

#include <limits>

#include "support/catch.hpp"

using namespace lstmtrain;

TEST_CASE("train.clock: what is left takes batches and validations, within the time limit") {
  const Times times{6, 2, 0.5, 3};
  CHECK(times.of({10, 2}) == 11);
  CHECK(times.eta({10, 2}, 0) == 11);
  CHECK(times.eta({10, 2}, 100) == 11);
  CHECK(times.eta({10, 2}, 7) == 1);
  CHECK(times.eta({10, 2}, 5) == 0);
  CHECK(times.per_second(10) == 5);
}

TEST_CASE("train.clock: a pace is expected until it is measured") {
  Pace pace;
  CHECK(pace.mean() == 0);
  pace.expect(7);
  CHECK(pace.mean() == 7);
  CHECK(pace.count() == 0);
  pace.add(1);
  pace.add(2);
  CHECK(pace.mean() == 1.5);
  CHECK(pace.seconds() == 3);
  CHECK(pace.count() == 2);
}

TEST_CASE("train.clock: a resumed training keeps its time and measures its pace anew") {
  Clock clock;
  clock.go_on_from({100, 40});
  const Times times = clock.times();
  CHECK(times.seconds >= 100);
  CHECK(times.epoch_seconds >= 40);
  CHECK(times.batch_seconds == 0);
  clock.start_work();
  clock.finish(clock.batches);
  CHECK(clock.batches.count() == 1);
  CHECK(clock.times().batch_seconds == clock.batches.seconds());
}

TEST_CASE("train.clock: times that no training can have spent are none") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double wrong : {nan, -1.0, 1e300, -1e300, std::numeric_limits<double>::infinity()}) {
    Clock clock;
    clock.go_on_from({wrong, wrong});
    CHECK(clock.times().seconds >= 0);
    CHECK(clock.times().seconds < 60);
    CHECK(clock.times().epoch_seconds < 60);
  }
}
