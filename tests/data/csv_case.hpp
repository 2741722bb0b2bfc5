// CSV text as a file of a test, and settings that read columns I and T to predict V.
#pragma once

#include <string>

#include "data/csv/reader.hpp"
#include "lstmtrain/dataset.hpp"
#include "support/catch.hpp"
#include "support/refusal.hpp"
#include "support/temp_dir.hpp"

namespace lstmtrain::test {

inline Hyperparams volts() {
  Hyperparams hp;
  hp.feature_columns = {"I", "T"};
  hp.target_columns = {"V"};
  hp.lookback = 3;
  return hp;
}

// Reads `text` as the file a.csv.
inline Table read_text(const std::string& text, const Hyperparams& hp = volts()) {
  const TempDir dir;
  write_file(dir / "a.csv", text);
  std::vector<std::string> columns = hp.feature_columns;
  columns.insert(columns.end(), hp.target_columns.begin(), hp.target_columns.end());
  return read_csv((dir / "a.csv").string(), "a.csv", columns, hp);
}

inline std::string refusal(const std::string& text) {
  return refused(ErrorCode::data, [&] { read_text(text); });
}

// The file a.csv as test data.
inline Dataset load_text(const std::string& text, const Hyperparams& hp) {
  const TempDir dir;
  write_file(dir / "a.csv", text);
  return load_test_data(hp, {(dir / "a.csv").string()});
}

// A good file of `rows` rows at `period` seconds: I and T ramp, V = 3 + row / 1000.
inline std::string good_csv(int rows, double period = 1) {
  std::string text = "Time,I,T,V\n";
  for (int row = 0; row < rows; ++row)
    text += std::to_string(row * period) + "," + std::to_string(row % 7 - 3) + "," +
            std::to_string(20 + row % 5) + "," + std::to_string(3 + 0.001 * row) + "\n";
  return text;
}

}  // namespace lstmtrain::test
