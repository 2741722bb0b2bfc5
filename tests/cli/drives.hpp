// What the tests of the binary train on: a few short simulated drives, made once a process, and the
// settings of a run that takes a fraction of a second.
#pragma once

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/process.hpp"

namespace lstmtrain::test {

using Args = std::vector<std::string>;

inline Args operator+(Args a, const Args& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// A folder with train/ (3 files), val/ (1) and test/ (2), 400 rows each at most.
inline const std::filesystem::path& drives() {
  static const TempDir folder;
  static const std::filesystem::path path = [] {
    const auto out = folder / "drives";
    const Finished made = run({"simulate", "--out", out, "--seed", "5", "--train-files", "3",
                               "--val-files", "1", "--test-files", "2", "--rows", "400"});
    if (made.status != 0) throw std::runtime_error("simulate failed: " + made.err);
    return out;
  }();
  return path;
}

inline Args set(const std::string& key_value) { return {"--set", key_value}; }

// Stream training of a small LSTM.
inline Args quick() {
  return set("FEATURE_COLUMNS=Current,Temperature,SOC") + set("TRAINING_METHOD=Stream") +
         set("BATCH_SIZE=4") + set("TBPTT_STEPS=50") + set("RNN_LAYER_SIZES=6") +
         set("MAX_EPOCHS=2") + set("INITIAL_LR=0.005");
}

inline Args quick_on_drives() { return quick() + Args{"--data", drives()}; }

// Of `epochs` epochs without an early end, with checkpoints all the time.
inline Args checkpointed(int epochs) {
  return quick_on_drives() + set("MAX_EPOCHS=" + std::to_string(epochs)) +
         set("VALID_PATIENCE=1000") + set("CHECKPOINT_EVERY_SECONDS=0.01");
}

// The first file of a folder, by name.
inline std::filesystem::path first_file(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files.push_back(entry.path());
  return *std::min_element(files.begin(), files.end());
}

// Writes `value` into one cell of a simulated drive; `line` from 1, the header's. Returns the place
// as messages name it: "file:line:column".
inline std::string spoil_cell(const std::filesystem::path& file, int line,
                              const std::string& column, const std::string& value) {
  std::string text = read_file(file);
  std::istringstream header(text.substr(0, text.find('\n')));
  int place = 1;
  for (std::string name; std::getline(header, name, ',') && name != column;) ++place;
  std::size_t cell = 0;
  for (int i = 1; i < line; ++i) cell = text.find('\n', cell) + 1;
  for (int i = 1; i < place; ++i) cell = text.find(',', cell) + 1;
  text.replace(cell, text.find_first_of(",\n", cell) - cell, value);
  write_file(file, text);
  return file.filename().string() + ":" + std::to_string(line) + ":" + std::to_string(place);
}

// The bytes of every file below a folder, by its path.
inline std::map<std::string, std::string> files_of(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files[entry.path().string()] = read_file(entry.path());
  return files;
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

inline std::size_t count_lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

inline std::string last_line(const std::string& text) {
  const auto end = text.find_last_not_of('\n');
  const auto begin = text.find_last_of('\n', end);
  return text.substr(begin == std::string::npos ? 0 : begin + 1, end - begin);
}

// The lines that start with "lstmtrain: error: ".
inline std::vector<std::string> errors(const std::string& err) {
  std::vector<std::string> lines;
  std::istringstream in(err);
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("lstmtrain: error: ", 0) == 0) lines.push_back(line);
  }
  return lines;
}

// Checks an expected refusal: exit status, exactly one error line, and what it must name.
inline void check_refused(const Finished& finished, int status,
                          const std::vector<std::string>& named) {
  INFO("stderr: " << finished.err);
  CHECK(finished.status == status);
  REQUIRE(errors(finished.err).size() == 1);
  for (const std::string& part : named) {
    INFO("expected: " << part);
    CHECK(contains(errors(finished.err)[0], part));
  }
}

}  // namespace lstmtrain::test
