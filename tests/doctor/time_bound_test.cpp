#include "doctor/time_bound.hpp"

#include "support/catch.hpp"

using namespace lstmtrain;

TEST_CASE("doctor.time_bound: a part ends with its whole, and nothing is left when it is over") {
  const TimeBound hour(3600);
  CHECK_FALSE(hour.over());
  CHECK(hour.left() <= 3600);
  CHECK(hour.left() > 3500);
  CHECK(hour.part(60).seconds() == 60);
  CHECK(hour.part(7200).seconds() <= 3600);
  const TimeBound none(0);
  CHECK(none.over());
  CHECK(none.left() == 0);
  CHECK(none.part(5).over());
  CHECK(none.spent() >= 0);
}
