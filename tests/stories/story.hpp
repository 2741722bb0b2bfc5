// What the stories share: runs of the program and what came of them.
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/drives.hpp"

namespace lstmtrain::test {

using nlohmann::json;

inline json results(const std::filesystem::path& run_folder) {
  return json::parse(read_file(run_folder / "results.json"));
}

// Lines of metrics.jsonl whose "event" is `event`.
inline std::vector<json> events(const std::filesystem::path& run_folder, const std::string& event) {
  std::vector<json> lines;
  std::ifstream in(run_folder / "metrics.jsonl");
  for (std::string line; std::getline(in, line);) {
    json object = json::parse(line);
    if (object["event"] == event) lines.push_back(std::move(object));
  }
  return lines;
}

// Guard events of `kind`.
inline std::vector<json> guards(const std::filesystem::path& run_folder, const std::string& kind) {
  std::vector<json> found;
  for (json& event : events(run_folder, "guard"))
    if (event["kind"] == kind) found.push_back(std::move(event));
  return found;
}

// Of the best constant, from R2 = 1 - rmse^2 / variance.
inline double constant_rmse(const json& set) {
  return set["rmse"].get<double>() / std::sqrt(1 - set["r2"].get<double>());
}

}  // namespace lstmtrain::test
