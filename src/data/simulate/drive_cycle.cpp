// Segments of a drive and the road load.
#include "data/simulate/drive_cycle.hpp"

#include <algorithm>
#include <cmath>

namespace lstmtrain {
namespace {

// A car of the compact class with a battery of 1000 cells.
constexpr double kMass = 1500;          // kg
constexpr double kRolling = 0.011;      // coefficient of rolling resistance
constexpr double kDragArea = 0.62;      // m^2, drag coefficient x frontal area
constexpr double kAirDensity = 1.2;     // kg/m^3
constexpr double kGravity = 9.81;       // m/s^2
constexpr double kDriveline = 0.88;     // share of the cells' power that reaches the road
constexpr double kRecuperation = 0.60;  // share of the braking power that reaches the cells
constexpr double kCells = 1000;
constexpr double kPowerMax = 62, kPowerMin = -24;  // W of one cell

// F = m a + m g (c_r + grade) + rho/2 c_d A v^2,  P = F v       (Guzzella 2013, eq. 2.1 to 2.4)
double wheel_power(double speed, double acceleration, double grade) {
  const double force = kMass * acceleration + kMass * kGravity * (kRolling + grade) +
                       kAirDensity / 2 * kDragArea * speed * speed;
  return force * speed;
}

}  // namespace

std::vector<double> DriveCycle::power(int seconds) {
  const auto wanted = static_cast<std::size_t>(std::max(seconds, 0));
  power_.clear();
  while (power_.size() < wanted) {
    const double kind = uniform(0, 1);
    if (kind < 0.64) {  // town
      const double cruise = uniform(5, 60);
      trip(uniform(5, 17), cruise);
    } else if (kind < 0.88) {  // motorway
      const double cruise = uniform(60, 300);
      trip(uniform(22, 34), cruise);
    } else if (kind < 0.955) {
      hold(0, uniform(60, 300));  // parked
    } else {                      // plugged in
      const double held = uniform(60, 240);
      hold(-uniform(5, 14), held);
    }
    stop();
  }
  power_.resize(wanted);
  return std::move(power_);
}

// Numbers are drawn one a statement: the order of two in one call is the compiler's.
double DriveCycle::uniform(double low, double high) {
  return low + (high - low) * rng_.uniform(drawn_++, cycle_);
}

void DriveCycle::hold(double power, double seconds) {
  power_.insert(power_.end(), static_cast<std::size_t>(seconds), power);
}

void DriveCycle::stop() {
  const double seconds = uniform(2, 30);
  hold(uniform(0.2, 0.8), seconds);
}

// Speeds up, holds the speed as a driver in traffic does, brakes to a stand.
void DriveCycle::trip(double speed, double cruise_seconds) {
  const double push = uniform(0.7, 2.6);
  while (speed_ < speed) roll(push * (1 - 0.6 * speed_ / 36));
  double traffic = 0;
  for (double t = 0; t < cruise_seconds; ++t) {
    traffic = 0.9 * traffic + 0.35 * rng_.normal(drawn_++, cycle_);
    roll(0.15 * (speed - speed_) + 0.4 * traffic);
  }
  const double brake = uniform(0.7, 2.5);
  while (speed_ > 0) roll(-brake);
}

// One second at `acceleration` in m/s^2.
void DriveCycle::roll(double acceleration) {
  const double before = speed_;
  speed_ = std::max(0.0, before + acceleration);
  grade_ = 0.98 * grade_ + 0.003 * rng_.normal(drawn_++, cycle_);
  const double wheels = wheel_power((before + speed_) / 2, speed_ - before, grade_);
  const double cells = wheels > 0 ? wheels / kDriveline : wheels * kRecuperation;
  power_.push_back(std::clamp(cells / kCells + 0.4, kPowerMin, kPowerMax));
}

}  // namespace lstmtrain
