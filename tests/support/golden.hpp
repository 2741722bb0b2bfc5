// Golden vectors that PyTorch wrote: tests/golden/*.json, by make_golden.py.
#pragma once

#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace lstmtrain::test {

// The file tests/golden/<name>. Throws when it is missing, so that no test passes on nothing.
inline nlohmann::json golden(const std::string& name) {
  const std::string path = std::string(LSTMTRAIN_SOURCE_DIR) + "/tests/golden/" + name;
  std::ifstream in(path);
  if (!in) throw std::runtime_error("golden: cannot open " + path);
  return nlohmann::json::parse(in);
}

// A number, or one of the strings "nan", "inf" and "-inf", which JSON has no numbers for.
inline double golden_number(const nlohmann::json& value) {
  if (value.is_number()) return value.get<double>();
  const auto text = value.get<std::string>();
  if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  return text == "-inf" ? -infinity : infinity;
}

inline std::vector<double> golden_numbers(const nlohmann::json& list) {
  std::vector<double> numbers;
  for (const auto& value : list) numbers.push_back(golden_number(value));
  return numbers;
}

}  // namespace lstmtrain::test
