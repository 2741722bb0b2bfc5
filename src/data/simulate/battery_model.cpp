// The formulas of the Thevenin cell; their sources stand in the header.
#include "data/simulate/battery_model.hpp"

#include <algorithm>
#include <cmath>

namespace lstmtrain {
namespace {

// A resistance of the circuit: its value at 25 degC and high SOC, and how it changes.
struct Resistance {
  double at_25;       // ohm
  double activation;  // J/mol
  double rise;        // share that is added at SOC 0
  double decay;       // per unit of SOC
};

constexpr Resistance kR0 = {0.020, 14e3, 0.8, 14};
constexpr Resistance kR1 = {0.012, 15e3, 1.5, 10};
constexpr Resistance kR2 = {0.013, 15e3, 1.5, 8};
constexpr double kTau1 = 5, kTau2 = 30;  // s at 25 degC and high SOC

constexpr double kHeatCapacity = 45;      // J/K
constexpr double kHeatTransfer = 0.1;     // W/K
constexpr double kGasConstant = 8.31446;  // J/(mol K)
constexpr double kZeroCelsius = 273.15;   // K

// R(T, z) = R_25 exp(E/Rg (1/T - 1/T_25)) (1 + a exp(-b z))    (Arrhenius; Chen 2006, eq. 3 to 7)
double resistance(const Resistance& r, double temperature, double soc) {
  const double inverse = 1 / (temperature + kZeroCelsius) - 1 / (25 + kZeroCelsius);
  return r.at_25 * std::exp(r.activation / kGasConstant * inverse) *
         (1 + r.rise * std::exp(-r.decay * soc));
}

// Exact for a current that is constant over dt:
// u_{t+1} = u_t exp(-dt/tau) + R I (1 - exp(-dt/tau)),  tau = R C      (Plett 2015, eq. 2.8)
double advance_pair(double u, double r, double capacitance, double current, double dt) {
  const double keep = std::exp(-dt / (r * capacitance));
  return u * keep + r * current * (1 - keep);
}

}  // namespace

// OCV(z) = a_0 + a_1 z + a_2 z^2 + a_3 z^3 - b exp(-c z)               (Chen 2006, eq. 2)
double open_circuit_voltage(double soc) {
  return 3.43 + soc * (0.854 + soc * (-1.332 + soc * 1.248)) - 0.43 * std::exp(-20 * soc);
}

BatteryCell::BatteryCell(double soc, double ambient)
    : soc_(soc), ambient_(ambient), temperature_(ambient) {}

double BatteryCell::relaxing_voltage() const { return open_circuit_voltage(soc_) + u1_ + u2_; }

// V = OCV(z) + u_1 + u_2 + R_0 I
double BatteryCell::voltage(double current) const {
  return relaxing_voltage() + resistance(kR0, temperature_, soc_) * current;
}

double BatteryCell::limit(double current) const {
  const double r0 = resistance(kR0, temperature_, soc_);
  const double discharge = std::min(0.0, (kCellVoltageMin - relaxing_voltage()) / r0);
  const double charge = std::max(0.0, (kCellVoltageMax - relaxing_voltage()) / r0);
  return std::clamp(current, discharge, charge);
}

void BatteryCell::advance(double current, double dt) {
  const double r1 = resistance(kR1, temperature_, soc_);
  const double r2 = resistance(kR2, temperature_, soc_);
  // q = I (V - OCV)                                                    (Bernardi 1985)
  const double heat = current * (voltage(current) - open_circuit_voltage(soc_));
  u1_ = advance_pair(u1_, r1, kTau1 / kR1.at_25, current, dt);
  u2_ = advance_pair(u2_, r2, kTau2 / kR2.at_25, current, dt);
  // z_{t+1} = z_t + I dt / Q
  soc_ = std::clamp(soc_ + current * dt / (3600 * kCellCapacity), 0.0, 1.0);
  // C dT/dt = q - h (T - T_ambient), exact for a constant q
  const double settled = ambient_ + heat / kHeatTransfer;
  temperature_ = settled + (temperature_ - settled) * std::exp(-kHeatTransfer * dt / kHeatCapacity);
}

}  // namespace lstmtrain
