// A lithium-ion cell as an electrical circuit: open-circuit voltage, one series resistance and two
// RC pairs (second-order Thevenin model), with a lumped thermal mass. What `simulate` drives.
// Sources: circuit and the exponential shapes in SOC, Chen and Rincon-Mora, IEEE Trans. Energy
// Conversion 21 (2006) 504, eq. 2 to 7; discretisation of the RC pairs, Plett, Battery Management
// Systems vol. I (2015) section 2.5; heat, Bernardi et al., J. Electrochem. Soc. 132 (1985) 5
// without its entropic term. Coefficients: ours, for a 3 Ah NMC cell of format 18650.
#pragma once

namespace lstmtrain {

inline constexpr double kCellCapacity = 3.0;    // Ah
inline constexpr double kCellVoltageMin = 2.8;  // V
inline constexpr double kCellVoltageMax = 4.2;  // V

class BatteryCell {
 public:
  // soc 0..1; ambient in degC, which is also the cell's temperature at the start; at rest.
  BatteryCell(double soc, double ambient);

  // The terminal voltage in V while `current` flows, in A, positive when it charges.
  double voltage(double current) const;

  // The current nearest to `current` that keeps the voltage within kCellVoltageMin..Max.
  double limit(double current) const;

  // Lets `current` flow for `dt` seconds.
  void advance(double current, double dt);

  double soc() const { return soc_; }
  double temperature() const { return temperature_; }  // degC
  // The voltage without load: open-circuit voltage and what the RC pairs still hold.
  double relaxing_voltage() const;

 private:
  double soc_;
  double ambient_, temperature_;  // degC
  double u1_ = 0, u2_ = 0;        // V over the RC pairs
};

// Open-circuit voltage in V; grows with soc, 3.0 V at 0, 4.2 V at 1.
double open_circuit_voltage(double soc);

}  // namespace lstmtrain
