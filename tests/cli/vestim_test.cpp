// Every recurrent hyperparameter file of VEstim's history on data that holds its columns: each is
// ready to train, and a sample trains.
#include <algorithm>
#include <cmath>

#include "cli/drives.hpp"
#include "support/vestim_files.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;
namespace fs = std::filesystem;

namespace {

std::vector<fs::path> recurrent_files() {
  std::vector<fs::path> files = vestim_files();
  std::erase_if(files, [](const fs::path& file) {
    return contains(read_file(file), "\"MODEL_TYPE\": \"FNN\"");
  });
  return files;
}

// One drive under all the names that those files use.
std::string drive(int rows, double phase) {
  std::string text =
      "Time,Current,Power,Watts,Battery_Temp_degC,Temp,Temperature,SOC,Voltage,Voltage_filtered,"
      "Current_filtered\n";
  for (int row = 0; row < rows; ++row) {
    const double current = 3 * std::sin(phase + row / 40.0), soc = 1 - row / (2.0 * rows);
    const double voltage = 3.2 + 0.8 * soc - 0.02 * current, temperature = 25 + row / 200.0;
    for (const double value :
         {static_cast<double>(row), current, current * voltage, current * voltage, temperature,
          temperature, temperature, soc, voltage, voltage, current})
      text += (text.back() == '\n' ? "" : ",") + std::to_string(value);
    text += "\n";
  }
  return text;
}

const fs::path& data() {
  static const TempDir folder;
  static const bool made = [] {
    write_file(folder / "train/a.csv", drive(2500, 0));
    write_file(folder / "train/b.csv", drive(2500, 1));
    write_file(folder / "val/c.csv", drive(1800, 2));
    write_file(folder / "test/d.csv", drive(1200, 3));
    return true;
  }();
  static_cast<void>(made);
  return folder.path();
}

Args on_data(const fs::path& file) { return {"--hyperparams", file, "--data", data()}; }

}  // namespace

TEST_CASE("cli.vestim: every recurrent file, unchanged, is ready to train", "[datasets]") {
  const TempDir dir;
  for (const fs::path& file : recurrent_files()) {
    const Finished finished = run(on_data(file) + Args{"--dry-run", "--out", dir / "run"});
    INFO(file.string() << "\n" << finished.err);
    CHECK(finished.status == 0);
  }
}

TEST_CASE("cli.vestim: a sample trains an epoch", "[datasets]") {
  const TempDir dir;
  for (const fs::path& file : recurrent_files()) {
    const std::string name = file.stem();
    const bool in_sample = contains(name, "23e7bc") || contains(name, "66a940") ||
                           contains(name, "98946c") || contains(name, "57b0e3");
    if (!in_sample) continue;
    // A grid of 16 for 57b0e3: cut to one run, and the lookbacks to the short drives.
    const Finished finished =
        run(on_data(file) + set("MAX_EPOCHS=1") + set("EXPLOIT_EPOCHS=0") + set("LOOKBACK=60") +
            set("RNN_LAYER_SIZES=8") + set("BATCH_SIZE=256") + set("INITIAL_LR=0.001") +
            set("VALID_PATIENCE=5") + Args{"--out", dir / name});
    INFO(file.string() << "\n" << finished.err << finished.out);
    CHECK(finished.status == 0);
    CHECK(contains(finished.out, "RMSE"));
  }
}
