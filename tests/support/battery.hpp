// Drives of a made-up cell in memory: current, temperature, state of charge and voltage, a row a
// second.
#pragma once

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "base/rng.hpp"
#include "lstmtrain/hyperparams.hpp"
#include "lstmtrain/memory_data.hpp"

namespace lstmtrain::test {

struct BatteryDrive {
  std::vector<double> time, current, temperature, soc, voltage;

  // Borrows the columns.
  MemorySeries series(const std::string& name) const {
    return {name,
            {{"Current", std::span(current)},
             {"Temperature", std::span(temperature)},
             {"SOC", std::span(soc)},
             {"Voltage", std::span(voltage)}},
            time};
  }
};

// -12 to 4 A held for some rows, 3 Ah, an ohmic resistance that falls with temperature.
inline BatteryDrive battery_drive(std::uint32_t seed, std::size_t rows = 2000,
                                  double ambient = 25) {
  const Philox rng(seed, Purpose::simulate);
  BatteryDrive drive;
  double soc = 0.95, temperature = ambient;
  for (std::uint32_t row = 0; row < rows; ++row) {
    const double current = -4 + 8 * (rng.uniform(row / 7) - 0.5) * 2;
    const double resistance = 0.03 * std::exp(-0.03 * (temperature - 25));
    soc += current / (3600 * 3);
    temperature += (current * current * resistance - (temperature - ambient) / 3) / 60;
    drive.time.push_back(row);
    drive.current.push_back(current);
    drive.temperature.push_back(temperature);
    drive.soc.push_back(soc);
    drive.voltage.push_back(3.3 + 0.8 * soc + resistance * current);
  }
  return drive;
}

// Which read such drives.
inline Hyperparams battery_settings() {
  Hyperparams hp;
  hp.feature_columns = {"Current", "Temperature", "SOC"};
  hp.target_columns = {"Voltage"};
  hp.training_method = TrainingMethod::stream;
  return hp;
}

}  // namespace lstmtrain::test
