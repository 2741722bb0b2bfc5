// Drives cells through cycles and writes what a logger would have written.
#include "data/simulate/simulate.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "base/plain_text.hpp"
#include "base/rng.hpp"
#include "data/simulate/battery_model.hpp"
#include "data/simulate/drive_cycle.hpp"
#include "lstmtrain/error.hpp"

namespace lstmtrain {
namespace {

namespace fs = std::filesystem;

constexpr double kCurrentMin = -18, kCurrentMax = 6;     // A
constexpr double kEmptySoc = 0.05;                       // the drive ends here,
constexpr double kEmptyVoltage = 3.05;                   // or here, V without load
constexpr double kVoltageNoise = 0.0005;                 // V, standard deviation of the sensor
constexpr double kColdest = -20, kWarmest = 40;          // degC
constexpr double kMeanDischarge = 2.2;                   // A, of a long drive
constexpr std::uint32_t kNoiseLane = 1, kOrderLane = 2;  // counters apart from the drive's own

struct Set {
  const char* name;
  int files;
};

// One file that is to be written.
struct DriveFile {
  fs::path path;
  std::uint32_t cycle;
  double soc, ambient;
};

// Ambient temperature of file i of n: the training files reach both ends of the range, the others
// lie inside it. Independent of the seed, because it is part of the file's name.
double ambient_of(int i, int n, bool ends) {
  const double share = ends && n > 1 ? static_cast<double>(i) / (n - 1) : (i + 0.5) / n;
  return std::round(kColdest + (kWarmest - kColdest) * share);
}

std::string file_name(int i, double ambient) {
  const int degrees = static_cast<int>(ambient);
  const std::string number = std::to_string(i + 1);
  return "cycle" + std::string(number.size() < 2 ? 1 : 0, '0') + number + "_" +
         (degrees < 0 ? "n" : "") + std::to_string(std::abs(degrees)) + "degC.csv";
}

// Short files start at any state of charge that they can drive from, long ones near full; the
// starts are spread evenly and dealt out at random.
std::vector<DriveFile> list_files(const SimulateOptions& options, const Set& set,
                                  std::uint32_t set_index) {
  const Philox rng(options.seed, Purpose::simulate);
  const double spent = kMeanDischarge * options.rows / (3600 * kCellCapacity);
  const double lowest = std::min(0.9, kEmptySoc + 0.05 + spent);
  const auto n = static_cast<std::uint32_t>(set.files);
  std::vector<std::uint32_t> deal(n);
  for (std::uint32_t i = 0; i < n; ++i) deal[i] = i;
  for (std::uint32_t i = n; i > 1; --i) {
    std::swap(deal[i - 1], deal[bounded(rng, i, i, set_index, kOrderLane)]);
  }
  std::vector<DriveFile> files;
  for (int i = 0; i < set.files; ++i) {
    const double ambient = ambient_of(i, set.files, set_index == 0);
    const double soc = 1 - (1 - lowest) * deal[static_cast<std::size_t>(i)] / set.files;
    files.push_back({fs::path(options.out) / set.name / file_name(i, ambient),
                     set_index * 100000 + static_cast<std::uint32_t>(i), soc, ambient});
  }
  return files;
}

void append_number(std::string& text, double value, int decimals, char end) {
  text += decimal_text(value, std::chars_format::fixed, decimals);
  text += end;
}

std::string to_csv(const std::vector<DriveRow>& rows) {
  std::string text = "Time,Current,Temperature,SOC,Voltage\n";
  for (std::size_t t = 0; t < rows.size(); ++t) {
    append_number(text, static_cast<double>(t), 0, ',');
    append_number(text, rows[t].current, 4, ',');
    append_number(text, rows[t].temperature, 3, ',');
    append_number(text, rows[t].soc, 6, ',');
    append_number(text, rows[t].voltage, 5, '\n');
  }
  return text;
}

// Before anything is made: a folder with files in it is somebody's.
void check_is_free(const fs::path& folder) {
  std::error_code error;
  if (fs::is_directory(folder, error) && !fs::is_empty(folder, error)) {
    throw Error(ErrorCode::cannot_create,
                folder.string() +
                    ": is not empty, got a folder with files in it, expected a new or an empty "
                    "one. Hint: choose another folder, or write over it with --force.");
  }
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error || !fs::is_directory(folder, error)) {
    throw Error(ErrorCode::cannot_create,
                folder.string() + ": cannot be created, got \"" +
                    (error ? error.message() : "not a folder") +
                    "\", expected a folder that can be written. Hint: choose another folder.");
  }
}

void check(const SimulateOptions& options, const std::vector<Set>& sets) {
  if (options.rows < 2 || options.rows > 1000000) {
    throw Error(ErrorCode::config, "simulate: rows of a file, got " + std::to_string(options.rows) +
                                       ", expected 2 to 1000000.");
  }
  for (const Set& set : sets) {
    if (set.files < 0 || set.files > 9999) {
      throw Error(ErrorCode::config, std::string("simulate: ") + set.name + " files, got " +
                                         std::to_string(set.files) + ", expected 0 to 9999.");
    }
  }
}

}  // namespace

std::vector<DriveRow> simulate_drive(std::uint64_t seed, std::uint32_t cycle, double soc,
                                     double ambient, int rows) {
  const Philox rng(seed, Purpose::simulate);
  BatteryCell cell(soc, ambient);
  std::vector<DriveRow> drive;
  double voltage = cell.voltage(0);
  for (double power : DriveCycle(rng, cycle).power(rows)) {
    if (cell.soc() <= kEmptySoc || cell.relaxing_voltage() <= kEmptyVoltage) break;
    // The converter asks for its power at the voltage of the second before; the cell's monitor
    // keeps current and voltage within their limits.
    const double current = cell.limit(std::clamp(-power / voltage, kCurrentMin, kCurrentMax));
    voltage = cell.voltage(current);
    const double noise =
        kVoltageNoise * rng.normal(static_cast<std::uint32_t>(drive.size()), cycle, kNoiseLane);
    drive.push_back({current, cell.temperature(), cell.soc(), voltage + noise});
    cell.advance(current, 1);
  }
  return drive;
}

SimulateResult simulate(const SimulateOptions& options, const WriteFile& write) {
  const std::vector<Set> sets = {
      {"train", options.train_files}, {"val", options.val_files}, {"test", options.test_files}};
  check(options, sets);
  for (const Set& set : sets) {
    if (!options.force) check_is_free(fs::path(options.out) / set.name);
  }
  SimulateResult result;
  for (std::uint32_t s = 0; s < sets.size(); ++s) {
    if (sets[s].files > 0) make_folder(fs::path(options.out) / sets[s].name);
    for (const DriveFile& file : list_files(options, sets[s], s)) {
      const auto drive =
          simulate_drive(options.seed, file.cycle, file.soc, file.ambient, options.rows);
      write(file.path.string(), to_csv(drive));
      result.files.push_back(file.path.string());
      result.rows += drive.size();
    }
  }
  return result;
}

}  // namespace lstmtrain
