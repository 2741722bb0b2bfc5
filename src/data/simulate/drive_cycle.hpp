// The power that a car asks of one cell of its battery, second by second: town trips, motorway,
// stops, parking and charging, drawn at random. Speeds follow from accelerations and braking, the
// power from the road load.
// Source of the road load: Guzzella and Sciarretta, Vehicle Propulsion Systems (2013), eq. 2.1 ff.
#pragma once

#include <cstdint>
#include <vector>

#include "base/rng.hpp"

namespace lstmtrain {

class DriveCycle {
 public:
  // The cycle depends on (rng, cycle) only.
  DriveCycle(const Philox& rng, std::uint32_t cycle) : rng_(rng), cycle_(cycle) {}

  // `seconds` values in W, positive when the cell delivers.
  std::vector<double> power(int seconds);

 private:
  double uniform(double low, double high);
  void hold(double power, double seconds);
  void stop();
  void trip(double speed, double cruise_seconds);
  void roll(double acceleration);

  Philox rng_;
  std::uint32_t cycle_;
  std::uint32_t drawn_ = 0;  // numbers so far: the counter of the next one
  double speed_ = 0;         // m/s
  double grade_ = 0;         // rise over run
  std::vector<double> power_;
};

}  // namespace lstmtrain
