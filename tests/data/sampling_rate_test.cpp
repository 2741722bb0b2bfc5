#include "data/time/sampling_rate.hpp"

#include "support/catch.hpp"

using namespace lstmtrain;

TEST_CASE("data.sampling_rate: periods within 5 % of the expected one are the same rate") {
  CHECK(same_rate(21, 20));
  CHECK(same_rate(19, 20));
  CHECK_FALSE(same_rate(1.051, 1));
  CHECK_FALSE(same_rate(0.949, 1));
  CHECK_FALSE(same_rate(1, 1.06));
}

TEST_CASE("data.sampling_rate: a period that is not known differs from none") {
  CHECK(same_rate(0, 1));
  CHECK(same_rate(1, 0));
}

TEST_CASE("data.sampling_rate: the median of files leaves out those without a time") {
  Dataset data;
  data.files.resize(4);
  data.files[0].period = 3;
  data.files[2].period = 1;
  data.files[3].period = 2;
  CHECK(median_period_of(data, {0, 1, 2, 3}) == 2);
  CHECK(median_period_of(data, {1}) == 0);
}
