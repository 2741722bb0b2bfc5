// Every recurrent hyperparameter file of VEstim's history on data that holds its columns: each is
// ready to train, and a sample trains. And its job folder.
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

namespace {

// A job whose files VEstim has filtered, joined by a formula, resampled and scaled.
void make_job(const fs::path& job) {
  for (const char* set : {"train", "val", "test"}) {
    const fs::path raw = job / (std::string(set) + "_data") / "raw_data";
    fs::create_directories(raw);
    fs::copy(drives() / set, raw);
    write_file(job / (std::string(set) + "_data") / "processed_data/scaled.csv", "Voltage\n0.5\n");
  }
  write_file(job / "hyperparams.json", R"({
    "FEATURE_COLUMNS": ["SOC", "Current", "Slow", "Sag"], "TARGET_COLUMN": "Voltage",
    "MODEL_TYPE": "LSTM", "RNN_LAYER_SIZES": "6", "LOOKBACK": "20", "BATCH_SIZE": "100",
    "MAX_EPOCHS": "2", "INITIAL_LR": "0.005", "VALID_PATIENCE": "10", "SEED": "3"})");
  write_file(job / "augmentation_metadata.json", R"({
    "applied_filters": [{"column": "Current", "output_column_name": "Slow",
                         "corner_frequency": 0.01, "sampling_rate": 1.0, "filter_order": 2}],
    "created_columns": [{"column_name": "Sag", "formula": "shift(Slow, 3) ** 2"}],
    "resampling": {"applied": true, "frequency": "0.5Hz"}, "padding": {"applied": false},
    "normalization": {"applied": true}})");
}

}  // namespace

TEST_CASE("cli.vestim: a job folder trains as its keys written out do") {
  const TempDir dir;
  const fs::path job = dir / "job_20250101-101010";
  make_job(job);
  const Finished trained = run({"--hyperparams", job, "--out", dir / "run"});
  INFO(trained.err);
  REQUIRE(trained.status == 0);
  CHECK(contains(trained.err, "note: the data are the raw_data of " + job.string()));
  CHECK(contains(trained.err, "DERIVED_COLUMNS is Slow: butterworth_filter("));
  CHECK(contains(trained.err, "sampling period: 2.000 s"));

  write_file(dir / "hp.json", read_file(job / "hyperparams.json"));
  const Args keys = set("DERIVED_COLUMNS=Slow: butterworth_filter(\"Current\", 0.01, 1, 2); "
                        "Sag: shift(Slow, 3) ** 2") +
                    set("RESAMPLE_HZ=0.5");
  const Finished same = run(Args{"--hyperparams", dir / "hp.json", "--data", drives()} + keys +
                            Args{"--out", dir / "same"});
  INFO(same.err);
  REQUIRE(same.status == 0);
  const std::string model = read_file(dir / "run/best.safetensors");
  CHECK_FALSE(model.empty());
  CHECK(model == read_file(dir / "same/best.safetensors"));

  // The model makes its columns itself, of files that do not have them.
  const Finished tested = run(
      {"test", "--model", dir / "run/best.safetensors", "--data", first_file(drives() / "test")});
  CHECK(tested.status == 0);
}

TEST_CASE("cli.vestim: data of the command line take the place of those of a job folder") {
  const TempDir dir;
  const fs::path job = dir / "job";
  make_job(job);
  for (const char* option : {"--data", "--train"}) {
    const fs::path data = option == std::string("--data") ? drives() : drives() / "train";
    const Finished ready =
        run({"--hyperparams", job, option, data, "--dry-run", "--out", dir / "run"});
    INFO(ready.err);
    CHECK(ready.status == 0);
    CHECK_FALSE(contains(ready.err, "the data are the"));
    CHECK_FALSE(contains(ready.err + ready.out, job.string() + "/val_data"));
    CHECK(contains(ready.err, "test: 2 files") == (option == std::string("--data")));
  }
}

TEST_CASE("cli.vestim: a job folder without data, or without settings, says what to do") {
  const TempDir dir;
  const fs::path job = dir / "job";
  make_job(job);
  for (const char* set : {"train", "val", "test"})
    fs::remove_all(job / (std::string(set) + "_data/raw_data"));
  const Finished dataless = run({"--hyperparams", job, "--out", dir / "run"});
  CHECK(dataless.status == 64);
  CHECK(contains(dataless.err, "its processed_data are scaled or padded"));
  fs::remove(job / "hyperparams.json");
  const Finished empty = run({"--hyperparams", job, "--out", dir / "run"});
  CHECK(empty.status == 66);
  CHECK(contains(empty.err, "no hyperparams.json in this folder"));
  write_file(job / "hyperparams.json", "{}");
  write_file(job / "augmentation_metadata.json", "{\n  \"resampling\": }");
  const Finished broken = run({"--hyperparams", job, "--out", dir / "run"});
  CHECK(broken.status == 78);
  CHECK(contains(broken.err, "augmentation_metadata.json:2:17: malformed JSON"));
}

TEST_CASE("cli.vestim: what is written back of a job folder holds all that it says") {
  const TempDir dir;
  const fs::path job = dir / "job";
  make_job(job);
  const Finished found = run({"lr-find", "--hyperparams", job, "--rates", "1e-3,1e-2", "--steps",
                              "20", "--apply", dir / "cured.json"});
  INFO(found.err);
  REQUIRE(found.status == 0);
  const Finished ready =
      run({"--hyperparams", dir / "cured.json", "--dry-run", "--out", dir / "run"});
  INFO(ready.err);
  CHECK(ready.status == 0);
  CHECK(contains(ready.err, "sampling period: 2.000 s"));
}
