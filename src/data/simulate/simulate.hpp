// Synthetic data: battery drive cycles from a second-order Thevenin cell, written as CSV files for
// training, validation and test. The voltage depends on the past (RC pairs, self-heating), so a
// model without memory cannot follow it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace lstmtrain {

// One second of a drive.
struct DriveRow {
  double current = 0;      // A, positive charges
  double temperature = 0;  // degC of the cell
  double soc = 0;          // 0..1
  double voltage = 0;      // V, with the noise of its sensor
};

// One drive: from `soc` at `ambient` degC until the cell is empty, at most `rows` rows. `cycle`
// numbers the drives of a seed.
std::vector<DriveRow> simulate_drive(std::uint64_t seed, std::uint32_t cycle, double soc,
                                     double ambient, int rows);

struct SimulateOptions {
  std::string out;  // folder; train, val and test are made in it
  std::uint64_t seed = 2000;
  int train_files = 12, val_files = 4, test_files = 4;
  int rows = 4800;     // most rows (seconds) of a file
  bool force = false;  // write over files of the same name
};

struct SimulateResult {
  std::vector<std::string> files;  // as they were written
  std::size_t rows = 0;            // of all files
};

// Makes a file of this name and text: complete, or not at all.
using WriteFile = std::function<void(const std::string& path, const std::string& text)>;

// Writes OUT/train, OUT/val and OUT/test: columns Time,Current,Temperature,SOC,Voltage in s, A,
// degC, 0..1, V; 1 Hz; ambient temperatures spread over -20..40 degC. Equal options give equal
// bytes. Throws config (rows or files out of range), cannot_create (a folder that is not empty,
// without `force`), and what `write` throws.
SimulateResult simulate(const SimulateOptions& options, const WriteFile& write);

}  // namespace lstmtrain
